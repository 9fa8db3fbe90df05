import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { type Role, role, roles } from '#contract/roles'
import { translatorFor } from '#i18n'
import { DomainError } from '#platform/errors'
import { readOptions } from './options.ts'
import { cliLocale } from './words.ts'

const verbs = ['create', 'reset-password', 'disable-mfa'] as const

const options = {
  email: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string', default: 'owner' },
  workspace: { type: 'string' },
  'password-stdin': { type: 'boolean', default: false },
} as const

export type AdminAsked = {
  verb: (typeof verbs)[number]
  email: string
  name: string | undefined
  role: Role
  workspace: string | undefined
  password: string | undefined
}

/**
 * Reads `create|reset-password|disable-mfa --email …`; asks for the address at a terminal, takes a password from standard
 * input. Throws bad_option, unknown_option, admin_needs_email, no_such_role, admin_short_password.
 */
export async function readAdmin([first, ...rest]: string[]): Promise<AdminAsked> {
  const verb = verbs.find((known) => known === first)
  const { values, positionals } = readOptions(rest, options)
  if (!verb || positionals.length > 0)
    throw new DomainError('invalid', 'bad_option', 'regulars admin create|reset-password|disable-mfa')
  const wanted = role.safeParse(values.role)
  if (!wanted.success) {
    throw new DomainError('invalid', 'no_such_role', 'No such role.', { role: values.role, roles: roles.join(', ') })
  }
  const email = (values.email ?? (await ask(translatorFor(cliLocale(), 'admin_cli')('admin_cli.ask_email')))).trim()
  if (!z.email().safeParse(email).success) {
    throw new DomainError('invalid', 'admin_needs_email', 'Say whose: --email anna@example.com')
  }
  return {
    verb,
    email,
    name: values.name,
    role: wanted.data,
    workspace: values.workspace,
    password: values['password-stdin'] ? await readPassword() : undefined,
  }
}

async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY) return ''
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(`${question} `)
  } finally {
    terminal.close()
  }
}

async function readPassword(): Promise<string> {
  const password = (await text(process.stdin)).replace(/\r?\n$/, '')
  if (password.length >= 10 && password.length <= 200) return password
  throw new DomainError('invalid', 'admin_short_password', 'A password has 10 to 200 characters.')
}
