import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { newId } from '#platform/ids'
import { type Db, inWorkspace } from '#platform/postgres'
import { fakeClock, testDb } from '#testing'
import { undoTransaction } from './cards/undo-last.ts'
import {
  addStamps,
  checkLedger,
  claimReward,
  earnPoints,
  grantPoints,
  joinProgramme,
  listRewards,
  loyaltyActions,
  moveLoyalty,
  readMember,
  refundOrder,
  takeVoucher,
} from './index.ts'
import { remindExpiring } from './remind-expiring.ts'
import { listCodes } from './serving/listed-codes.ts'
import { openProgramme, type TestProgramme } from './testing/open-programme.ts'

const clock = fakeClock('2026-06-01T10:00:00Z')
let db: Db

beforeAll(async () => {
  ;({ db } = await testDb())
})

const wholeLedger = async (workspaceId: string) =>
  (await checkLedger(db, workspaceId)).filter(({ broken }) => broken > 0)

/** A member who is a customer. */
async function customerIn({ deps, place }: TestProgramme): Promise<{ customerId: string; memberId: string }> {
  const customerId = newId()
  await inWorkspace(db, place.workspaceId, (tx) =>
    sql`insert into customers (workspace_id, customer_id, number, first_seen_at, last_seen_at)
      values (${place.workspaceId}, ${customerId}, 1, now(), now())`.execute(tx),
  )
  const { memberId } = await joinProgramme(deps, place, { customerId })
  return { customerId, memberId }
}

async function told({ place }: TestProgramme, event: string): Promise<Record<string, unknown>[]> {
  const { rows } = await inWorkspace(db, place.workspaceId, (tx) =>
    sql<{ properties: Record<string, unknown> }>`select body -> 'properties' as properties from event_log
      where workspace_id = ${place.workspaceId} and body ->> 'event' = ${event} order by position`.execute(tx),
  )
  return rows.map(({ properties }) => properties)
}

test('a code for everybody gives its reward so often and so often to each, and is over with its dates', async () => {
  const reward = { id: 'off', cost: 500, kind: 'percent', percent: 10, publicCode: 'summer10', stock: 3, perMember: 1 }
  const { deps, place, member } = await openProgramme(db, clock, {
    rewards: [{ ...reward, until: '2026-07-01T00:00:00Z', voucherMinMinor: 1000 }],
  })
  const [a, b] = [await member('a'), await member('b')]
  const use = (memberId?: string, orderTotalMinor = 1000, key?: string) =>
    takeVoucher(deps, place, { code: 'Summer-10', memberId, orderTotalMinor, key })
  expect(await use(a, 1000, 'k')).toMatchObject({ voucherId: null, memberId: a, percent: 10 })
  expect(await use(a, 1000, 'k')).toMatchObject({ memberId: a })
  await expect(use(a)).rejects.toMatchObject({ reason: 'reward_limit_reached' })
  await expect(use()).rejects.toMatchObject({ reason: 'member_needed' })
  await expect(use(b, 900)).rejects.toMatchObject({ reason: 'below_minimum_order' })
  expect(await listRewards(deps, place)).toMatchObject([{ codeUsed: 1, left: 2 }])
  const crowd = await Promise.all(['c', 'd', 'e', 'f'].map(member))
  const answers = await Promise.allSettled(crowd.map((memberId) => use(memberId)))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  clock.advance({ hours: 24 * 31 })
  await expect(use(b)).rejects.toMatchObject({ reason: 'voucher_not_valid' })
  expect(await wholeLedger(place.workspaceId)).toEqual([])
})

test('listed codes are given to who claims, each once, or used once by who brings one; the same list again adds nothing', async () => {
  const { deps, place, member } = await openProgramme(db, clock, {
    rewards: [{ id: 'film', cost: 10, kind: 'partner', fromList: true }],
  })
  const list = (codes: string[]) => listCodes(deps, place, { rewardId: 'film', codes })
  expect(await list(['film-0001', 'FILM 0002', 'film0002', 'film-0003'])).toEqual({ added: 3, known: 0, left: 3 })
  expect(await list(['FILM0001', 'film-0004'])).toEqual({ added: 1, known: 1, left: 4 })
  await expect(list(['x'])).rejects.toMatchObject({ reason: 'code_shape' })
  const members = await Promise.all(['a', 'b', 'c'].map(member))
  for (const memberId of members) await grantPoints(deps, place, { memberId, points: 30 })
  const claimed = await Promise.all(members.map((memberId) => claimReward(deps, place, { memberId, rewardId: 'film' })))
  expect(new Set(claimed.map(({ code }) => code)).size).toBe(3)
  const [first] = claimed
  expect(await takeVoucher(deps, place, { code: first?.code ?? '' })).toMatchObject({
    rewardId: 'film',
    kind: 'partner',
  })
  const left = ['FILM0001', 'FILM0002', 'FILM0003', 'FILM0004'].find(
    (code) => !claimed.some((one) => one.code === code),
  )
  expect(await takeVoucher(deps, place, { code: left ?? '' })).toMatchObject({ voucherId: null, memberId: null })
  await expect(takeVoucher(deps, place, { code: left ?? '' })).rejects.toMatchObject({ reason: 'voucher_not_valid' })
  const [memberId = ''] = members
  await expect(claimReward(deps, place, { memberId, rewardId: 'film' })).rejects.toMatchObject({
    reason: 'out_of_stock',
  })
  expect((await readMember(deps, place, memberId)).available).toBe(20)
  expect(await wholeLedger(place.workspaceId)).toEqual([])
})

test('a used voucher is good again when its use is undone, once', async () => {
  const { deps, place, member } = await openProgramme(db, clock, { rewards: [{ id: 'mug', cost: 0 }] })
  const memberId = await member('a')
  const { code } = await claimReward(deps, place, { memberId, rewardId: 'mug' })
  await takeVoucher(deps, place, { code })
  const { rows } = await inWorkspace(db, place.workspaceId, (tx) =>
    sql<{
      id: string
    }>`select transaction_id as id from loyalty_transactions where kind = 'voucher' and member_id = ${memberId}`.execute(
      tx,
    ),
  )
  const transactionId = rows[0]?.id ?? ''
  await undoTransaction(deps, place, { memberId, transactionId, key: 'u1' })
  await expect(undoTransaction(deps, place, { memberId, transactionId, key: 'u2' })).rejects.toMatchObject({
    reason: 'nothing_to_take_back',
  })
  expect(await takeVoucher(deps, place, { code })).toMatchObject({ rewardId: 'mug' })
})

test('journeys give points and rewards to members, once for each step, and to nobody else', async () => {
  const programme = await openProgramme(db, clock, { rewards: [{ id: 'cake', name: 'Cake', cost: 50, stock: 1 }] })
  const { deps, place } = programme
  const { customerId, memberId } = await customerIn(programme)
  const [award, voucher] = loyaltyActions({ clock })
  const step = (action: typeof award, key: string, params: object, who = customerId) =>
    inWorkspace(db, place.workspaceId, async (tx) =>
      action?.perform(tx, { workspaceId: place.workspaceId, customerId: who, key }, params),
    )
  for (const key of ['run1:step1', 'run1:step1', 'run2:step1']) await step(award, key, { points: 20 })
  expect((await readMember(deps, place, memberId)).available).toBe(40)
  for (let i = 0; i < 2; i++) await step(voucher, 'run1:step2', { rewardId: 'cake' })
  expect(await listRewards(deps, place)).toMatchObject([{ claimed: 1, left: 0 }])
  await expect(step(voucher, 'run2:step2', { rewardId: 'cake' })).rejects.toMatchObject({ reason: 'out_of_stock' })
  await expect(step(voucher, 'run2:step2', { rewardId: 'tea' })).rejects.toMatchObject({ reason: 'reward_not_found' })
  await expect(step(award, 'run3', { points: 0 })).rejects.toThrow()
  const stranger = newId()
  await inWorkspace(db, place.workspaceId, (tx) =>
    sql`insert into customers (workspace_id, customer_id, number, first_seen_at, last_seen_at)
      values (${place.workspaceId}, ${stranger}, 2, now(), now())`.execute(tx),
  )
  await expect(step(award, 'run4', { points: 5 }, stranger)).rejects.toMatchObject({ reason: 'not_a_member' })
  await moveLoyalty(deps)
  expect(await told(programme, 'Points Earned')).toMatchObject([{ points: 20 }, { points: 20 }])
  expect(await told(programme, 'Reward Given')).toMatchObject([{ reward: 'cake' }])
})

test('points that are about to go are told once for each end, to members who are customers', async () => {
  const expiry = { kind: 'days_after', n: 30, remindDays: 7 }
  const programme = await openProgramme(db, clock, { expiry })
  const { deps, place, member } = programme
  const { memberId } = await customerIn(programme)
  await grantPoints(deps, place, { memberId, points: 10 })
  await grantPoints(deps, place, { memberId: await member('a card alone'), points: 10 })
  await remindExpiring(deps)
  expect(await told(programme, 'Points Expiring')).toEqual([])
  clock.advance({ hours: 24 * 25 })
  await grantPoints(deps, place, { memberId, points: 5 })
  for (let i = 0; i < 2; i++) await remindExpiring(deps)
  expect(await told(programme, 'Points Expiring')).toMatchObject([{ points: 10 }])
  clock.advance({ hours: 24 * 25 })
  await moveLoyalty(deps)
  await remindExpiring(deps)
  expect(await told(programme, 'Points Expiring')).toMatchObject([{ points: 10 }, { points: 5 }])
  expect(await told(programme, 'Points Expired')).toMatchObject([{ points: 10 }])
})

test('a challenge counts days and streaks of weeks, pays once or each time, and leaves a badge', async () => {
  const start = clock.now().toString()
  clock.set('2026-03-02T09:00:00Z')
  const challenges = [
    { id: 'five', name: 'Five in a fortnight', count: 3, days: 14, points: 30 },
    { id: 'streak', name: 'Three weeks', goal: 'weeks', count: 3, points: 10, repeats: true },
  ]
  const programme = await openProgramme(db, clock, { challenges, stamps: { required: 10 } })
  const { deps, place } = programme
  const { memberId } = await customerIn(programme)
  const state = async () => (await readMember(deps, place, memberId)).challenges.map(({ done, times }) => [done, times])
  const visit = (order: string) => earnPoints(deps, place, { memberId, order, amountMinor: 500 })
  await visit('o1')
  await visit('o2')
  expect(await state()).toEqual([
    [1, 0],
    [1, 0],
  ])
  // What was given back whole was no visit; a stamp is one.
  await refundOrder(deps, place, { order: 'o1', amountMinor: 500 })
  await refundOrder(deps, place, { order: 'o2', amountMinor: 500 })
  expect((await state())[0]).toEqual([0, 0])
  await addStamps(deps, place, { memberId })
  for (const order of ['o3', 'o4']) {
    clock.advance({ hours: 24 * 6 })
    await visit(order)
    await visit(`${order} again`)
  }
  expect(await readMember(deps, place, memberId)).toMatchObject({ available: 30 })
  clock.advance({ hours: 24 * 4 })
  await visit('o5')
  expect(await readMember(deps, place, memberId)).toMatchObject({ available: 40 })
  expect(await state()).toEqual([
    [3, 1],
    [0, 1],
  ])
  clock.advance({ hours: 24 * 20 })
  await moveLoyalty(deps)
  expect(await told(programme, 'Challenge Completed')).toMatchObject([
    { challenge: 'Five in a fortnight', points: 30 },
    { challenge: 'Three weeks', points: 10 },
  ])
  expect(await wholeLedger(place.workspaceId)).toEqual([])
  clock.set(start)
})

test('surprises come by chance and end with the month’s budget', async () => {
  const surprise = { oneIn: 1, points: 20, monthlyPoints: 50 }
  const { deps, place, member } = await openProgramme(db, clock, { surprise })
  const members = await Promise.all(['a', 'b', 'c', 'd'].map(member))
  await Promise.all(members.map((memberId) => earnPoints(deps, place, { memberId, order: memberId, amountMinor: 500 })))
  const held = async () => await Promise.all(members.map(async (id) => (await readMember(deps, place, id)).available))
  expect((await held()).sort()).toEqual([0, 0, 20, 20])
  clock.advance({ hours: 24 * 31 })
  await earnPoints(deps, place, { memberId: members[0] ?? '', order: 'next month', amountMinor: 500 })
  expect((await held()).reduce((sum, points) => sum + points, 0)).toBe(60)
  expect(await wholeLedger(place.workspaceId)).toEqual([])
})
