import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { checkpointSealer } from '#modules/audit'
import type { Db } from '#platform/postgres'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, testDb } from '#testing'
import { takeBackWelcome } from './cards/undo-last.ts'
import {
  addStamps,
  checkLedger,
  claimReward,
  earnPoints,
  grantPoints,
  listRewards,
  mergeMembers,
  moveLoyalty,
  postDue,
  readMember,
  redeemPoints,
  redeemStamps,
  refundOrder,
  setBirthday,
  spendPoints,
  takeVoucher,
  transferPoints,
  undoLastAward,
  verifyChain,
} from './index.ts'
import { readLastCheck, watchLedgers } from './ledger/watch-ledgers.ts'
import { separateMembers } from './serving/separate-members.ts'
import { cancelRedemption, confirmRedemption } from './serving/settle-redemption.ts'
import { openProgramme, testSeal } from './testing/open-programme.ts'

const rules = {
  earn: [{ id: 'base', points: 1, perMinor: 100 }],
  redeem: { points: 1, amountMinor: 1 },
  rewards: [{ id: 'mug', cost: 10, stock: 3, voucherDays: 7 }],
  stamps: { required: 10 },
}
const clock = fakeClock('2026-06-01T10:00:00Z')
let db: Db
let ownerDb: string

beforeAll(async () => {
  const opened = await testDb()
  db = opened.db
  ownerDb = opened.url
})

const holds = async (workspaceId: string) => (await checkLedger(db, workspaceId)).filter(({ broken }) => broken > 0)

test('twenty tills on five members never spend a point twice, and the books agree', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  const members = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(member))
  for (const memberId of members) await grantPoints(deps, place, { memberId, points: 100 })
  const pick = (n: number) => members[n % 5] ?? ''
  const tries = Array.from({ length: 20 }, async (_, till) => {
    const done = { spent: 0, earned: 0 }
    for (let i = 0; i < 12; i++) {
      const memberId = pick(till + i)
      const deed = async () => {
        if (i % 4 === 0)
          done.earned += (await earnPoints(deps, place, { memberId, order: `${till}-${i}`, amountMinor: 500 })).points
        else if (i % 4 === 1) done.spent += (await spendPoints(deps, place, { memberId, points: 30 })).points
        else if (i % 4 === 2)
          await transferPoints(deps, place, { fromId: memberId, toId: pick(till + i + 1), points: 7 })
        else done.spent += (await claimReward(deps, place, { memberId, rewardId: 'mug' })).points
      }
      await deed().catch((error: { reason?: string }) => {
        if (!['not_enough_points', 'out_of_stock'].includes(error.reason ?? '')) throw error
      })
    }
    return done
  })
  const all = await Promise.all(tries)
  const left = await Promise.all(members.map(async (id) => (await readMember(deps, place, id)).available))
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
  expect(left.every((available) => available >= 0)).toBe(true)
  expect(sum(left)).toBe(500 + sum(all.map(({ earned }) => earned)) - sum(all.map(({ spent }) => spent)))
  expect(await listRewards(deps, place)).toMatchObject([{ rewardId: 'mug', claimed: 3, left: 0 }])
  expect(await holds(place.workspaceId)).toEqual([])
}, 120_000)

test('one key sent by many tills at once is done once, with one answer', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  const memberId = await member('a')
  const send = () => earnPoints(deps, place, { memberId, order: 'o1', amountMinor: 1000, key: 'k1' })
  const answers = await Promise.all(Array.from({ length: 15 }, send))
  for (const answer of answers) expect(answer).toEqual(answers[0])
  expect((await readMember(deps, place, memberId)).available).toBe(10)
  await expect(earnPoints(deps, place, { memberId, order: 'o1', amountMinor: 2000, key: 'k1' })).rejects.toMatchObject({
    reason: 'key_reused',
  })
})

test('what tills ask at the same moment is done together, and each is answered for itself', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  const [a = '', b = '', c = '', d = '', e = '', f = '', poor = ''] = await Promise.all([...'abcdefg'].map(member))
  for (const memberId of [a, b, c, f]) await grantPoints(deps, place, { memberId, points: 10 })
  await mergeMembers(deps, place, { fromId: f, intoId: e })
  const earn = (memberId: string, order: string, more = {}) =>
    earnPoints(deps, place, { memberId, order, amountMinor: 500, ...more })
  const redeem = (memberId: string, points: number, key: string) =>
    redeemPoints(deps, place, { memberId, points, key, orderTotalMinor: 500 })
  const answers = await Promise.allSettled([
    earn(a, 'one'),
    earn(b, 'same'),
    earn(b, 'same'),
    earn(c, 'same of another'),
    earn(d, 'same of another'),
    earn('01900000-0000-7000-8000-000000000000', 'two'),
    earn(d, 'three', { occurredAt: clock.now().add({ hours: 1 }) }),
    earn(e, 'four'),
    earn(f, 'five'),
    earn(a, 'six', { key: 'a key' }),
    earn(b, 'seven', { key: 'a key' }),
    redeem(a, 4, 'r1'),
    redeem(poor, 4, 'r2'),
    redeem(c, 4, 'r3'),
  ])
  const said = answers.map((one) =>
    one.status === 'fulfilled' ? one.value.points : (one.reason as { reason?: string }).reason,
  )
  expect(said.slice(0, 3)).toEqual([5, 5, 5])
  expect(said.slice(3, 5).sort()).toEqual([5, 'order_of_another'])
  expect(said.slice(5, 9)).toEqual(['loyalty_member_not_found', 'in_the_future', 5, 5])
  expect(said.slice(9, 11).sort()).toEqual([5, 'key_reused'])
  expect(said.slice(11)).toEqual([4, 'not_enough_points', 4])
  const left = await Promise.all([a, b, c, d, e].map(async (id) => (await readMember(deps, place, id)).available))
  expect(left.reduce((sum, points) => sum + points, 0)).toBe(40 + 6 * 5 - 8)
  expect(left[4]).toBe(20)
  expect(await holds(place.workspaceId)).toEqual([])
})

test('nobody changes or removes what the ledger says, not even its owner', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  await grantPoints(deps, place, { memberId: await member('a'), points: 5 })
  await moveLoyalty(deps)
  const { default: pg } = await import('pg')
  const owner = new pg.Client({ connectionString: ownerDb })
  await owner.connect()
  const tables = ['loyalty_transactions', 'loyalty_entries', 'loyalty_seals', 'loyalty_qualifying']
  try {
    for (const table of tables) {
      for (const change of [`update ${table} set workspace_id = workspace_id`, `delete from ${table}`]) {
        const asApp = inWorkspace(db, place.workspaceId, (tx) => sql.raw(change).execute(tx))
        await expect(asApp).rejects.toThrow(/permission denied/)
        await owner.query('begin')
        await owner.query(`select set_config('app.workspace_id', $1, true)`, [place.workspaceId])
        await expect(owner.query(change)).rejects.toThrow(/append-only/)
        await owner.query('rollback')
      }
    }
  } finally {
    await owner.end()
  }
  expect(await verifyChain({ db, seal: testSeal }, place.workspaceId)).toMatchObject({ brokenAt: null, unsealed: 0 })
})

test('what comes to anything but zero is refused by the database itself', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  await grantPoints(deps, place, { memberId: await member('a'), points: 5 })
  const forged = inWorkspace(db, place.workspaceId, (tx) =>
    sql`insert into loyalty_entries (workspace_id, transaction_id, line, account_id, currency, amount)
      select workspace_id, transaction_id, 99, account_id, currency, 7 from loyalty_entries
      where workspace_id = ${place.workspaceId} limit 1`.execute(tx),
  )
  await expect(forged).rejects.toThrow(/come to zero/)
})

test('books that do not agree any more are found without anybody asking, and only where something was written', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  const memberId = await member('a')
  const found = () => inWorkspace(db, place.workspaceId, (tx) => readLastCheck(tx, place.workspaceId))
  const lookLater = async () => {
    clock.advance({ hours: 12 })
    await moveLoyalty(deps)
    await watchLedgers(deps)
    return await found()
  }
  await grantPoints(deps, place, { memberId, points: 5 })
  const first = await lookLater()
  expect(first).toMatchObject({ broken: [] })
  expect(await lookLater()).toEqual(first)
  await inWorkspace(db, place.workspaceId, (tx) =>
    sql`update loyalty_accounts set balance = balance + 1 where workspace_id = ${place.workspaceId} and currency = 'points'`.execute(
      tx,
    ),
  )
  await grantPoints(deps, place, { memberId, points: 5 })
  const rulesBroken = (await lookLater())?.broken.map(({ rule }) => rule)
  expect(rulesBroken).toEqual(['balances_equal_entries', 'balance_is_lots_minus_deficit'])
})

test('a changed transaction is found in the chain', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  const memberId = await member('a')
  for (const points of [1, 2, 3]) await grantPoints(deps, place, { memberId, points })
  await moveLoyalty(deps)
  const { default: pg } = await import('pg')
  const owner = new pg.Client({ connectionString: ownerDb })
  await owner.connect()
  try {
    await owner.query('alter table loyalty_transactions disable trigger append_only')
    await owner.query('begin')
    await owner.query(`select set_config('app.workspace_id', $1, true)`, [place.workspaceId])
    await owner.query(`update loyalty_transactions set detail = '{"points": 200}' where detail ->> 'points' = '2'`)
    await owner.query('commit')
    await owner.query('alter table loyalty_transactions enable trigger append_only')
  } finally {
    await owner.end()
  }
  expect((await verifyChain({ db, seal: testSeal }, place.workspaceId)).brokenAt).toBe(3)
})

test('a chain written anew from its beginning is found: its end is keyed with a secret that is not in the database', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  await grantPoints(deps, place, { memberId: await member('a'), points: 5 })
  await moveLoyalty(deps)
  expect(await verifyChain(deps, place.workspaceId)).toMatchObject({ brokenAt: null, transactions: 2 })
  const other = checkpointSealer('of another installation')
  expect((await verifyChain({ db, seal: other }, place.workspaceId)).brokenAt).toBe(2)
  await inWorkspace(db, place.workspaceId, (tx) => sql`update loyalty_seal_heads set mac = null`.execute(tx))
  await grantPoints(deps, place, { memberId: await member('a'), points: 5 })
  await moveLoyalty(deps)
  expect((await verifyChain(deps, place.workspaceId)).brokenAt).toBe(3)
})

test('what is reserved cannot be spent elsewhere, and comes back when its time is over', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  const memberId = await member('a')
  await grantPoints(deps, place, { memberId, points: 100 })
  const held = await redeemPoints(deps, place, { memberId, points: 80, order: 'o1', reserveSeconds: 600 })
  await expect(spendPoints(deps, place, { memberId, points: 30 })).rejects.toMatchObject({
    reason: 'not_enough_points',
  })
  expect((await cancelRedemption(deps, place, held.redemptionId)).status).toBe('cancelled')
  expect((await readMember(deps, place, memberId)).available).toBe(100)
  const again = await redeemPoints(deps, place, { memberId, points: 80, order: 'o1', reserveSeconds: 600 })
  expect((await confirmRedemption(deps, place, again.redemptionId)).status).toBe('confirmed')
  expect((await confirmRedemption(deps, place, again.redemptionId)).status).toBe('confirmed')
  const late = await redeemPoints(deps, place, { memberId, points: 20, order: 'o2', reserveSeconds: 600 })
  clock.advance({ minutes: 11 })
  await expect(confirmRedemption(deps, place, late.redemptionId)).rejects.toMatchObject({ reason: 'reservation_over' })
  await postDue(deps, place.workspaceId)
  expect((await readMember(deps, place, memberId)).available).toBe(20)
  expect(await holds(place.workspaceId)).toEqual([])
})

test('what time has done is posted once, also by a visit that changes nothing', async () => {
  const { deps, place, member } = await openProgramme(db, clock, { ...rules, birthday: { points: 30 } })
  const [memberId, other] = [await member('a'), await member('b')]
  const tomorrow = clock.now().toZonedDateTimeISO('Europe/Budapest').toPlainDate().add({ days: 1 })
  for (const id of [memberId, other])
    await setBirthday(deps, place, { memberId: id, birthday: tomorrow.with({ year: 1990 }).toString() })
  await grantPoints(deps, place, { memberId, points: 100 })
  const held = await redeemPoints(deps, place, { memberId, points: 80, order: 'o1', reserveSeconds: 600 })
  await confirmRedemption(deps, place, held.redemptionId)
  await mergeMembers(deps, place, { fromId: other, intoId: memberId })
  clock.advance({ hours: 48 })
  expect((await confirmRedemption(deps, place, held.redemptionId)).status).toBe('confirmed')
  await takeBackWelcome(deps, place, other)
  expect(await readMember(deps, place, memberId)).toMatchObject({ available: 50, lifetime: 130 })
  clock.advance({ hours: 24 * 366 })
  await takeBackWelcome(deps, place, other)
  expect(await readMember(deps, place, memberId)).toMatchObject({ available: 80, lifetime: 160 })
  expect(await holds(place.workspaceId)).toEqual([])
})

test('a refund gives points back to who paid with them and takes stamps from whose card they are on', async () => {
  const { deps, place, member } = await openProgramme(db, clock, { ...rules, refund: { returnRedeemed: 'on_full' } })
  const [earner, payer, guest] = [await member('a'), await member('b'), await member('c')]
  await grantPoints(deps, place, { memberId: payer, points: 8 })
  await redeemPoints(deps, place, { memberId: payer, points: 8, order: 'o1', orderTotalMinor: 1000 })
  await earnPoints(deps, place, { memberId: earner, order: 'o1', amountMinor: 1000, discountMinor: 8 })
  await addStamps(deps, place, { memberId: guest, order: 'o1' })
  expect(await refundOrder(deps, place, { order: 'o1', amountMinor: 1000 })).toMatchObject({
    clawedBack: 9,
    pointsReturned: 8,
    stampsTaken: 1,
  })
  expect(await readMember(deps, place, earner)).toMatchObject({ available: 0, stamps: 0 })
  expect(await readMember(deps, place, payer)).toMatchObject({ available: 8, stamps: 0 })
  expect(await readMember(deps, place, guest)).toMatchObject({ available: 0, stamps: 0 })
  expect(await holds(place.workspaceId)).toEqual([])
})

test('a blocked card is not free by becoming somebody else’s', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  const [a, b] = [await member('a'), await member('b')]
  await grantPoints(deps, place, { memberId: a, points: 20 })
  await inWorkspace(db, place.workspaceId, (tx) =>
    sql`update loyalty_members set blocked_at = now() where member_id = ${a}`.execute(tx),
  )
  await mergeMembers(deps, place, { fromId: a, intoId: b })
  await expect(spendPoints(deps, place, { memberId: b, points: 5 })).rejects.toMatchObject({ reason: 'member_blocked' })
})

test('what a purchase left over for the next goes with it, refunded or taken back', async () => {
  const base = { id: 'base', points: 1, perMinor: 100, carryRemainder: true, minMinor: 50 }
  const { deps, place, member } = await openProgramme(db, clock, { earn: [base] })
  const memberId = await member('a')
  const buy = async (order: string) => (await earnPoints(deps, place, { memberId, order, amountMinor: 150 })).points
  expect(await buy('o1')).toBe(1)
  await refundOrder(deps, place, { order: 'o1', amountMinor: 150 })
  expect(await buy('o2')).toBe(1)
  await undoLastAward(deps, place, { memberId })
  expect([await buy('o3'), await buy('o4')]).toEqual([1, 2])
  expect(await holds(place.workspaceId)).toEqual([])
})

test('what fails half-way leaves nothing behind', async () => {
  const { deps, place, member } = await openProgramme(db, clock, rules)
  const memberId = await member('a')
  await grantPoints(deps, place, { memberId, points: 5 })
  await expect(claimReward(deps, place, { memberId, rewardId: 'mug', key: 'k' })).rejects.toMatchObject({
    reason: 'not_enough_points',
  })
  expect(await listRewards(deps, place)).toMatchObject([{ claimed: 0, left: 3 }])
  await addStamps(deps, place, { memberId, count: 21 })
  await earnPoints(deps, place, { memberId, order: 'o', amountMinor: 1999 })
  await refundOrder(deps, place, { order: 'o', amountMinor: 1999 })
  expect(await readMember(deps, place, memberId)).toMatchObject({ available: 5, stamps: 1, rewardsReady: 2 })
  expect(await holds(place.workspaceId)).toEqual([])
})

test('two members who become one hold what both held, and apart again each what is left of their own', async () => {
  const { deps, place, member } = await openProgramme(db, clock, {
    ...rules,
    tiers: {
      mode: 'rolling_status',
      levels: [
        { id: 'basic', min: 0 },
        { id: 'gold', min: 100 },
      ],
    },
  })
  const [a, b] = [await member('a'), await member('b')]
  await earnPoints(deps, place, { memberId: a, order: 'a1', amountMinor: 6000 })
  await earnPoints(deps, place, { memberId: b, order: 'b1', amountMinor: 5000 })
  await addStamps(deps, place, { memberId: a, count: 7 })
  await addStamps(deps, place, { memberId: b, count: 6 })
  const { code } = await claimReward(deps, place, { memberId: a, rewardId: 'mug' })
  await mergeMembers(deps, place, { fromId: a, intoId: b })
  // Seven stamps and six are a full card and three.
  expect(await readMember(deps, place, b)).toMatchObject({ available: 100, stamps: 3, rewardsReady: 1, tier: 'gold' })
  await spendPoints(deps, place, { memberId: b, points: 55 })
  await separateMembers(deps, place, { memberId: a })
  const [first, second] = [await readMember(deps, place, a), await readMember(deps, place, b)]
  expect(first.available + second.available).toBe(45)
  expect(first).toMatchObject({ mergedInto: null, stamps: 3, tier: 'basic', lifetime: 60 })
  expect(second).toMatchObject({ stamps: 0, rewardsReady: 1, lifetime: 50 })
  await expect(separateMembers(deps, place, { memberId: a })).rejects.toMatchObject({ reason: 'not_merged' })
  expect(await takeVoucher(deps, place, { code })).toMatchObject({ memberId: a })
  await mergeMembers(deps, place, { fromId: a, intoId: b })
  expect((await readMember(deps, place, b)).available).toBe(45)
  expect(await holds(place.workspaceId)).toEqual([])
})

test('a purchase lifts to the tier it reaches at once, by points or by spending, also for who has very many lots', async () => {
  for (const [mode, min] of [
    ['rolling_status', 20],
    ['calendar_year_spend', 2000],
    ['cycle', 20],
  ] as const) {
    const levels = [
      { id: 'basic', min: 0 },
      { id: 'gold', min },
    ]
    const opened = await openProgramme(db, clock, { earn: rules.earn, tiers: { mode, levels }, pending: { days: 0 } })
    const { deps, place, member } = opened
    const memberId = await member('a')
    await earnPoints(deps, place, { memberId, order: 'o1', amountMinor: 1900 })
    expect((await readMember(deps, place, memberId)).tier).toBe('basic')
    await earnPoints(deps, place, { memberId, order: 'o2', amountMinor: 100 })
    expect((await readMember(deps, place, memberId)).tier).toBe('gold')
  }
  const { deps, place, member } = await openProgramme(db, clock, {
    earn: rules.earn,
    pending: { days: 3 },
    expiry: { kind: 'days_after', n: 10 },
  })
  const memberId = await member('a')
  await inWorkspace(db, place.workspaceId, (tx) =>
    sql`with lots as (insert into loyalty_lots select m.workspace_id, gen_random_uuid(), m.account_id, m.member_id, gen_random_uuid(), 'grant',
        1, 1, now(), now(), null, true from loyalty_members m, generate_series(1, 600) where m.member_id = ${memberId} returning account_id)
      update loyalty_accounts set balance = 600 where account_id in (select account_id from lots)`.execute(tx),
  )
  await earnPoints(deps, place, { memberId, order: 'o1', amountMinor: 500 })
  expect(await readMember(deps, place, memberId)).toMatchObject({ available: 600, pending: 5 })
  clock.advance({ hours: 80 })
  expect(await readMember(deps, place, memberId)).toMatchObject({ available: 605, pending: 0 })
})

test.each(['rolling_status', 'calendar_year_points', 'calendar_year_spend', 'rolling_spend'])(
  'a purchase told years late neither lifts nor lowers the tier of today (%s)',
  async (mode) => {
    const min = mode.endsWith('spend') ? 10_000 : 100
    const { deps, place, member } = await openProgramme(db, clock, {
      earn: rules.earn,
      expiry: { kind: 'days_after', n: 30 },
      tiers: {
        mode,
        months: 12,
        levels: [
          { id: 'basic', min: 0 },
          { id: 'gold', min },
        ],
      },
    })
    const memberId = await member('a')
    const buy = async (order: string, daysAgo: number) => {
      const occurredAt = clock.now().subtract({ hours: 24 * daysAgo })
      await earnPoints(deps, place, { memberId, order, amountMinor: 10_000, occurredAt })
      return (await readMember(deps, place, memberId)).tier
    }
    expect([await buy('late', 1100), await buy('now', 0), await buy('later still', 1200)]).toEqual([
      'basic',
      'gold',
      'gold',
    ])
    expect(await holds(place.workspaceId)).toEqual([])
  },
)

test('a refunded visit takes its stamp back, out of a full card too while nobody has had its reward', async () => {
  const { deps, place, member } = await openProgramme(db, clock, { ...rules, stamps: { required: 10, minMinor: 300 } })
  const memberId = await member('a')
  const visit = async (order: string) => {
    await addStamps(deps, place, { memberId, order, amountMinor: 500 })
    await earnPoints(deps, place, { memberId, order, amountMinor: 500 })
  }
  for (let i = 1; i <= 10; i++) await visit(`o${i}`)
  expect(await readMember(deps, place, memberId)).toMatchObject({ stamps: 0, rewardsReady: 1 })
  expect(await refundOrder(deps, place, { order: 'o1', amountMinor: 100 })).toMatchObject({ stampsTaken: 0 })
  expect(await refundOrder(deps, place, { order: 'o1', amountMinor: 150 })).toMatchObject({ stampsTaken: 1 })
  expect(await refundOrder(deps, place, { order: 'o1', amountMinor: 250 })).toMatchObject({ stampsTaken: 0 })
  expect(await readMember(deps, place, memberId)).toMatchObject({ stamps: 9, rewardsReady: 0 })
  await visit('o11')
  await redeemStamps(deps, place, { memberId })
  expect(await refundOrder(deps, place, { order: 'o2', amountMinor: 500 })).toMatchObject({ stampsTaken: 0 })
  await addStamps(deps, place, { memberId, order: 'only a stamp', amountMinor: 500 })
  expect(await refundOrder(deps, place, { order: 'only a stamp', amountMinor: 500 })).toMatchObject({ stampsTaken: 1 })
  expect(await readMember(deps, place, memberId)).toMatchObject({ stamps: 0, rewardsReady: 0 })
  expect(await holds(place.workspaceId)).toEqual([])
})
