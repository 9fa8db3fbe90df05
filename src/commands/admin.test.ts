import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { createFirstWorkspace } from '#modules/workspaces'
import { inWorkspace } from '#platform/postgres'
import { testDb } from '#testing'

const anna = { name: 'Kovács Anna', email: 'anna@corner.example', password: 'long enough to keep', locale: 'en' }
const { db, url } = await testDb()
let workspaceId: string
let personId: string

beforeAll(async () => {
  const workspace = { name: 'Corner café', timeZone: 'UTC', currency: 'EUR', locale: 'en' }
  ;({ workspaceId, personId } = await createFirstWorkspace(db, { person: anna, workspace }))
})

type Said = { code: number; out: string; err: string }

/** `regulars admin …` as somebody at the terminal of a running installation. */
function admin(args: string[], input = '', locale = 'en'): Promise<Said> {
  const env = { PATH: process.env.PATH, DATABASE_URL: url, REGULARS_LOCALE: locale, PUBLIC_URL: 'https://shop.example' }
  return new Promise((resolve) => {
    const cli = join(import.meta.dirname, '../cli.ts')
    const child = execFile(process.execPath, [cli, 'admin', ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
    child.stdin?.end(input)
  })
}

const passwordOf = async (): Promise<string> => {
  const { rows } = await sql<{ password: string }>`
    select password from person_accounts where person_id = ${personId}`.execute(db)
  return rows[0]?.password ?? ''
}
const openSessionOfAnna = () =>
  sql`insert into person_sessions (session_id, person_id, token_hash, opened_by, created_at, seen_at, proved_at)
    values (gen_random_uuid(), ${personId}, sha256(gen_random_uuid()::text::bytea), 'password', now(), now(), now())`.execute(
    db,
  )
const lastEntry = async () => {
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ action: string; actor_kind: string; target_id: string }>`
      select action, actor_kind, target_id from audit_entries order by sequence desc limit 1`.execute(tx),
  )
  return rows[0]
}

test('reset-password ends every session and the old password at once, prints a link, and is written down', async () => {
  await openSessionOfAnna()
  const before = await passwordOf()
  const said = await admin(['reset-password', '--email', 'Anna@corner.example'])
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toMatch(/1 session ended/)
  expect(said.out).toMatch(/https:\/\/shop\.example\/new-password#[\w-]{43}/)
  expect(await passwordOf()).not.toBe(before)
  expect((await sql`select from person_sessions`.execute(db)).rows).toEqual([])
  expect(await lastEntry()).toEqual({ action: 'password.reset', actor_kind: 'system', target_id: personId })
})

test('a password may come by standard input; then there is no link, and it never stands among the arguments', async () => {
  const said = await admin(['reset-password', '--email', anna.email, '--password-stdin'], 'another long password\n')
  expect(said.code).toBe(0)
  expect(said.out).not.toContain('http')
  const short = await admin(['reset-password', '--email', anna.email, '--password-stdin'], 'short\n')
  expect([short.code, short.err]).toEqual([2, 'A password has 10 to 200 characters.\n'])
})

test('disable-mfa takes away the second factor, recovery codes and passkeys', async () => {
  await sql`insert into person_totp (person_id, secret, created_at, confirmed_at) values (${personId}, '', now(), now())`.execute(
    db,
  )
  await sql`insert into person_recovery_codes (person_id, code_hash) values (${personId}, 'x')`.execute(db)
  expect((await admin(['disable-mfa', '--email', anna.email])).code).toBe(0)
  const { rows } =
    await sql`select person_id from person_totp union all select person_id from person_recovery_codes`.execute(db)
  expect(rows).toEqual([])
  expect(await lastEntry()).toMatchObject({ action: 'second_factor.disabled', actor_kind: 'system' })
})

test('create lets a new person in with a link, and gives a known one the role', async () => {
  const made = await admin(['create', '--email', 'bela@corner.example', '--name', 'Nagy Béla', '--role', 'manager'])
  expect(made.out).toMatch(/bela@corner\.example was created as manager/)
  expect(made.out).toContain('/new-password#')
  const again = await admin(['create', '--email', 'bela@corner.example', '--password-stdin'], 'a long password of his')
  expect(again.out).toBe('bela@corner.example was known already and is owner now.\n')
})

test('what is wrong is said in the language of the terminal', async () => {
  expect(await admin(['reset-password', '--email', 'nobody@corner.example'], '', 'hu')).toMatchObject({
    code: 2,
    err: 'Senkinek nincs ilyen címe: nobody@corner.example.\n',
  })
  expect((await admin(['create', '--email', 'x@corner.example', '--role', 'king'])).err).toContain(
    'There is no role “king”',
  )
  expect((await admin(['reset-password'])).err).toContain('--email anna@example.com')
  expect((await admin(['dance', '--email', anna.email])).code).toBe(2)
})
