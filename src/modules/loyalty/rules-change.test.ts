import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { loyaltyRules } from '#contract/loyalty'
import type { Db } from '#platform/postgres'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, testDb } from '#testing'
import { changeProgramme, checkLedger, earnPoints, type Place, postDue, readMember } from './index.ts'
import type { LoyaltyDeps } from './ledger/desk.ts'
import { holdAccount } from './testing/hold-account.ts'
import { openProgramme } from './testing/open-programme.ts'

const clock = fakeClock('2026-06-01T10:00:00Z')
let db: Db

beforeAll(async () => {
  db = (await testDb()).db
})

const giving = (points: number, more = {}) =>
  loyaltyRules.parse({ earn: [{ id: 'base', points, perMinor: 100 }], ...more })

const save = async (deps: LoyaltyDeps, { workspaceId, actor, programmeId }: Place, rules: ReturnType<typeof giving>) =>
  await changeProgramme(deps, workspaceId, actor, programmeId, { rules })

const tiers = {
  mode: 'lifetime_points',
  levels: [
    { id: 'blue', min: 0 },
    { id: 'gold', min: 5 },
  ],
}

test('rules are saved while tills have accounts open; whoever comes next is served by the new ones', async () => {
  const { deps, place, member } = await openProgramme(db, clock, giving(1))
  const [open, next, other] = await Promise.all(['a', 'b', 'c'].map(member))
  const earn = async (memberId = '', order = '') =>
    (await earnPoints(deps, place, { memberId, order, amountMinor: 500 })).points
  for (const id of [open, next, other]) expect(await earn(id, `first of ${id}`)).toBe(5)
  const close = await holdAccount(db, place, open ?? '')
  const waiting = earn(open, 'waits')
  await save(deps, place, giving(2, { tiers }))
  await close()
  expect(await earn(next, 'next')).toBe(10)
  expect(await waiting).toBe(10)
  // Nobody but them has looked at this account since.
  expect((await readMember(deps, place, other ?? '')).tier).toBe('gold')
  expect((await checkLedger(db, place.workspaceId)).filter(({ broken }) => broken > 0)).toEqual([])
})

test('by new rules everybody is looked at again, however many they are', async () => {
  const { deps, place, member } = await openProgramme(db, clock, giving(1))
  const { workspaceId, programmeId } = place
  const memberId = await member('a')
  await earnPoints(deps, place, { memberId, order: 'o', amountMinor: 500 })
  await inWorkspace(db, workspaceId, (tx) =>
    sql`insert into loyalty_accounts (workspace_id, account_id, programme_id, currency)
      select ${workspaceId}, gen_random_uuid(), ${programmeId}, 'points' from generate_series(1, 1200)`.execute(tx),
  )
  await save(deps, place, giving(2, { tiers }))
  await postDue(deps, workspaceId)
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql`select (select tier from loyalty_members where member_id = ${memberId}) as tier,
      (select count(*)::int from loyalty_programmes where due_from is not null) as waiting,
      (select count(*)::int from loyalty_accounts where next_due_at is not null) as due`.execute(tx),
  )
  expect(rows).toEqual([{ tier: 'gold', waiting: 0, due: 0 }])
})

test('what many tills earn while rules are saved again and again is each by one of the rules that were in force', async () => {
  const { deps, place, member } = await openProgramme(db, clock, giving(1))
  const members = await Promise.all(Array.from({ length: 10 }, (_, i) => member(`m${i}`)))
  const saves = (async () => {
    for (let points = 2; points <= 8; points++) {
      await save(deps, place, giving(points))
      await postDue(deps, place.workspaceId)
    }
  })()
  const earned = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      earnPoints(deps, place, { memberId: members[n % 10] ?? '', order: `o${n}`, amountMinor: 1000 }),
    ),
  )
  await saves
  const { rows } = await inWorkspace(db, place.workspaceId, (tx) =>
    sql<{
      version: number
      granted: number
      written: number
    }>`select o.version, o.granted, t.version as written from loyalty_orders o
      join loyalty_transactions t using (workspace_id, transaction_id)`.execute(tx),
  )
  expect(rows).toHaveLength(200)
  expect(rows.filter(({ version, granted, written }) => granted !== version * 10 || written !== version)).toEqual([])
  expect(earned.reduce((sum, { points }) => sum + points, 0)).toBe(rows.reduce((sum, { granted }) => sum + granted, 0))
  expect((await checkLedger(db, place.workspaceId)).filter(({ broken }) => broken > 0)).toEqual([])
})
