import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keyScopes, roleMay, scopes } from '#contract/permissions'
import { roles } from '#contract/roles'
import { loadMessages } from '#i18n'
import { locales } from '#platform/i18n'

const guide = readFileSync(join(import.meta.dirname, '../../../docs/guide/roles.md'), 'utf8')
const words = (locale: (typeof locales)[number]) => loadMessages(locale, 'people')
const key = (scope: string) => `people.scope.${scope.replace(/[-:]/g, '_')}`

test.each(locales)('every permission and every role has its words in %s', (locale) => {
  const known = words(locale)
  const wanted = [...scopes.map(key), ...roles.flatMap((role) => [`people.role.${role}`, `people.role_words.${role}`])]
  expect(wanted.filter((one) => !known[one])).toEqual([])
})

test('the table of the guide is the one that the program follows', () => {
  const en = words('en')
  const mark = (allowed: boolean) => (allowed ? '✓' : '')
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`
  const table = [
    row(['', '`scope`', ...roles.map((role) => en[`people.role.${role}`] ?? ''), 'Server key']),
    row(Array.from({ length: roles.length + 3 }, () => '---')),
    ...scopes.map((scope) =>
      row([
        en[key(scope)] ?? '',
        `\`${scope}\``,
        ...roles.map((role) => mark(roleMay(role, scope))),
        mark(keyScopes.includes(scope)),
      ]),
    ),
  ].join('\n')
  expect(guide).toContain(table)
})
