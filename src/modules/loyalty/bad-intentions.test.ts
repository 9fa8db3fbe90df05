import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { Db } from '#platform/postgres'
import { fakeClock, testDb } from '#testing'
import {
  addStamps,
  checkLedger,
  claimReward,
  earnPoints,
  grantPoints,
  mergeMembers,
  postDue,
  readMember,
  redeemPoints,
  refundOrder,
  rollbackRedemption,
  spendPoints,
  transferPoints,
} from './index.ts'
import { cancelRedemption, confirmRedemption } from './serving/settle-redemption.ts'
import { holdAccount } from './testing/hold-account.ts'
import { openProgramme } from './testing/open-programme.ts'

const clock = fakeClock('2026-06-01T10:00:00Z')
let db: Db

beforeAll(async () => {
  db = (await testDb()).db
})

const rules = {
  earn: [{ id: 'base', points: 1, perMinor: 100 }],
  redeem: { points: 1, amountMinor: 1 },
  expiry: { kind: 'days_after', n: 30 },
  rewards: [{ id: 'mug', cost: 10, stock: 1 }],
  stamps: { required: 10 },
}

const reasons = (all: PromiseSettledResult<unknown>[]): string[] =>
  all.map((one) => (one.status === 'fulfilled' ? 'done' : String((one.reason as { reason?: string }).reason)))

const holds = async (workspaceId: string) => (await checkLedger(db, workspaceId)).filter(({ broken }) => broken > 0)

test('what is reserved is spent or given back, never both, whoever says so at once and whoever the member becomes', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  for (let round = 0; round < 6; round++) {
    const [memberId, other] = [await member(`a${round}`), await member(`b${round}`)]
    await grantPoints(deps, place, { memberId, points: 100 })
    const order = `o${round}`
    const held = await redeemPoints(deps, place, { memberId, points: 60, order, reserveSeconds: 600 })
    if (round % 2 === 1) clock.advance({ seconds: 600 })
    const all = await Promise.allSettled([
      confirmRedemption(deps, place, held.redemptionId),
      cancelRedemption(deps, place, held.redemptionId),
      rollbackRedemption(deps, place, { order }),
      postDue(deps, place.workspaceId),
      mergeMembers(deps, place, { fromId: memberId, intoId: other }),
      spendPoints(deps, place, { memberId, points: 40 }),
    ])
    const [confirmed, , rolledBack, , , spent] = reasons(all)
    const isSpent = confirmed === 'done' && rolledBack !== 'done'
    const left = 100 - (isSpent ? 60 : 0) - (spent === 'done' ? 40 : 0)
    expect({ round, left: (await readMember(deps, place, other)).available }).toEqual({ round, left })
  }
  expect(await holds(place.workspaceId)).toEqual([])
})

test('refunds of one order at once, out of order and of more than it was, take back what it had earned and no more', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  const memberId = await member('a')
  await grantPoints(deps, place, { memberId, points: 5 })
  await expect(refundOrder(deps, place, { order: 'o', amountMinor: 100 })).rejects.toMatchObject({
    reason: 'order_not_found',
  })
  await earnPoints(deps, place, { memberId, order: 'o', amountMinor: 1050 })
  const amounts = [333, 50, 1_000_000_000_000, 333, 0, 1050]
  const taken = await Promise.all(amounts.map((amountMinor) => refundOrder(deps, place, { order: 'o', amountMinor })))
  expect(taken.reduce((sum, { clawedBack }) => sum + clawedBack, 0)).toBe(10)
  expect((await readMember(deps, place, memberId)).available).toBe(5)
  expect(await holds(place.workspaceId)).toEqual([])
})

test('a key stands for one thing: something else under it is refused, also while the first is being done', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  const [a, b] = [await member('a'), await member('b')]
  for (const memberId of [a, b]) await grantPoints(deps, place, { memberId, points: 100 })
  const all = await Promise.allSettled([
    spendPoints(deps, place, { memberId: a, points: 10, key: 'k' }),
    spendPoints(deps, place, { memberId: a, points: 20, key: 'k' }),
    redeemPoints(deps, place, { memberId: a, points: 10, key: 'k' }),
    earnPoints(deps, place, { memberId: b, amountMinor: 1000, key: 'k' }),
    transferPoints(deps, place, { fromId: b, toId: a, points: 10, key: 'k' }),
    addStamps(deps, place, { memberId: b, key: 'k' }),
  ])
  expect(reasons(all).toSorted()).toEqual(['done', ...Array.from({ length: 5 }, () => 'key_reused')])
  expect(await holds(place.workspaceId)).toEqual([])
})

test('two under one key that wait for each other are both answered', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  const memberId = await member('a')
  await grantPoints(deps, place, { memberId, points: 100 })
  const waiting = async (): Promise<number> => {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from pg_locks l
      join pg_stat_activity a using (pid) where a.datname = current_database() and not l.granted`.execute(db)
    return rows[0]?.count ?? 0
  }
  const close = await holdAccount(db, place, memberId)
  const redeemed = redeemPoints(deps, place, { memberId, points: 10, key: 'k' })
  await expect.poll(waiting, { timeout: 10_000 }).toBe(1)
  const spent = spendPoints(deps, place, { memberId, points: 20, key: 'k' })
  await expect.poll(waiting, { timeout: 10_000 }).toBe(2)
  await close()
  expect(reasons(await Promise.allSettled([redeemed, spent])).toSorted()).toEqual(['done', 'key_reused'])
  expect([80, 90]).toContain((await readMember(deps, place, memberId)).available)
  expect(await holds(place.workspaceId)).toEqual([])
}, 60_000)

test('nobody sends points to themselves, to who they became, or into another programme', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  const elsewhere = await openProgramme(db, clock, rules)
  const [a, b] = [await member('a'), await member('b')]
  const foreign = await elsewhere.member('c')
  await grantPoints(deps, place, { memberId: a, points: 100 })
  await mergeMembers(deps, place, { fromId: a, intoId: b })
  const send = (fromId: string, toId: string) => transferPoints(deps, place, { fromId, toId, points: 10 })
  const all = await Promise.allSettled([
    send(a, a),
    send(b, a),
    send(b, foreign),
    send(foreign, b),
    earnPoints(deps, place, { memberId: foreign, amountMinor: 1000 }),
    addStamps(deps, place, { memberId: foreign }),
    claimReward(deps, place, { memberId: foreign, rewardId: 'mug' }),
    readMember(deps, place, foreign),
  ])
  expect(reasons(all)).toEqual([
    ...['same_account', 'same_account'],
    ...Array.from({ length: 6 }, () => 'loyalty_member_not_found'),
  ])
  expect((await readMember(deps, place, b)).available).toBe(100)
  expect(await holds(place.workspaceId)).toEqual([])
})

test('of the last of a reward one is claimed, and who came too late keeps the points', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  const members = await Promise.all(['a', 'b', 'c', 'd'].map(member))
  for (const memberId of members) await grantPoints(deps, place, { memberId, points: 10 })
  const all = await Promise.allSettled(
    members.map((memberId) => claimReward(deps, place, { memberId, rewardId: 'mug' })),
  )
  expect(reasons(all).toSorted()).toEqual(['done', 'out_of_stock', 'out_of_stock', 'out_of_stock'])
  const left = await Promise.all(members.map(async (id) => (await readMember(deps, place, id)).available))
  expect(left.toSorted()).toEqual([0, 10, 10, 10])
  expect(await holds(place.workspaceId)).toEqual([])
})

test('points whose end comes while they are held are gone when they come back; a clock that goes back brings none of them again', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules, 'UTC')
  const memberId = await member('a')
  await grantPoints(deps, place, { memberId, points: 100 })
  clock.advance({ hours: 24 * 30 - 1 })
  const held = await redeemPoints(deps, place, { memberId, points: 60, order: 'o', reserveSeconds: 7200 })
  const later = clock.now().add({ hours: 36 })
  const before = clock.now()
  clock.set(later.toString())
  await postDue(deps, place.workspaceId)
  expect(await readMember(deps, place, memberId)).toMatchObject({ available: 0, expiredTotal: 100 })
  clock.set(before.toString())
  await cancelRedemption(deps, place, held.redemptionId)
  expect(await readMember(deps, place, memberId)).toMatchObject({ available: 0 })
  expect((await earnPoints(deps, place, { memberId, order: 'p', amountMinor: 700 })).points).toBe(7)
  expect((await readMember(deps, place, memberId)).available).toBe(7)
  clock.set(later.toString())
  expect((await readMember(deps, place, memberId)).available).toBe(7)
  expect(await holds(place.workspaceId)).toEqual([])
})
