import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { role, roles } from '#contract/roles'
import { translatorFor } from '#i18n'
import {
  type AdminDeps,
  adminCreatePerson,
  adminDisableFactors,
  adminResetPassword,
  listWorkspaceIds,
} from '#modules/workspaces'
import { systemClock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import type { Locale, Translate } from '#platform/i18n'
import { readOptions } from './options.ts'
import { withDatabase } from './with-database.ts'
import { cliLocale } from './words.ts'

const options = {
  email: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string', default: 'owner' },
  workspace: { type: 'string' },
  'password-stdin': { type: 'boolean', default: false },
} as const

type Given = {
  email: string
  name: string | undefined
  role: string
  workspace: string | undefined
  password: string | undefined
}

/** `regulars admin create|reset-password|disable-mfa`: for those who are locked out. Works beside a running server, too. */
export async function adminCommand(args: string[]): Promise<number> {
  const locale = cliLocale()
  const t = translatorFor(locale, 'admin_cli')
  const [verb = ''] = args
  const action = Object.hasOwn(actions, verb) ? actions[verb] : undefined
  const { values } = readOptions(args.slice(1), options)
  if (!action) throw new DomainError('invalid', 'bad_option', 'regulars admin create|reset-password|disable-mfa')
  const email = values.email ?? (await ask(t('admin_cli.ask_email')))
  if (!z.email().safeParse(email.trim()).success) {
    throw new DomainError('invalid', 'admin_needs_email', 'Say whose: --email anna@example.com')
  }
  const given: Given = {
    email: email.trim(),
    name: values.name,
    role: values.role,
    workspace: values.workspace,
    password: values['password-stdin'] ? await readPassword() : undefined,
  }
  await withDatabase(async ({ db, publicUrl }) => {
    for (const line of await action({ db, clock: systemClock, publicUrl }, given, t, locale))
      process.stdout.write(`${line}\n`)
  })
  return 0
}

type Action = (deps: AdminDeps, given: Given, t: Translate, locale: Locale) => Promise<string[]>

const actions: Record<string, Action> = {
  create: async (deps, given, t, locale) => {
    const wanted = role.safeParse(given.role)
    if (!wanted.success) {
      throw new DomainError('invalid', 'no_such_role', 'No such role.', { role: given.role, roles: roles.join(', ') })
    }
    const { email, password } = given
    const name = given.name ?? email.split('@')[0] ?? email
    const workspaceId = await findWorkspace(deps, given.workspace)
    const made = await adminCreatePerson(deps, { workspaceId, email, name, password, locale, role: wanted.data })
    return [
      t(made.isNew ? 'admin_cli.created' : 'admin_cli.joined', { email, role: wanted.data }),
      ...linkLines(made.link, t),
    ]
  },
  'reset-password': async (deps, { email, password }, t) => {
    const done = await adminResetPassword(deps, { email, password })
    return [t('admin_cli.reset', { email, count: done.sessionsEnded }), ...linkLines(done.link, t)]
  },
  'disable-mfa': async (deps, { email }, t) => {
    const { sessionsEnded } = await adminDisableFactors(deps, email)
    return [t('admin_cli.disabled', { email, count: sessionsEnded })]
  },
}

function linkLines(link: string | undefined, t: Translate): string[] {
  return link === undefined ? [] : [t('admin_cli.link'), `  ${link}`]
}

async function findWorkspace({ db }: AdminDeps, wanted = process.env.REGULARS_WORKSPACE): Promise<string> {
  const ids = await listWorkspaceIds(db)
  const found = wanted === undefined ? ids[0] : ids.find((id) => id === wanted)
  if (found === undefined) throw new DomainError('not_found', 'no_workspace', 'There is no such workspace.')
  return found
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
