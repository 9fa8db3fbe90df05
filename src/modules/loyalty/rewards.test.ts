import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { loyaltyRules } from '#contract/loyalty'
import { newId } from '#platform/ids'
import { type Db, inWorkspace } from '#platform/postgres'
import { fakeClock, testDb } from '#testing'
import { takeBackWelcome, undoTransaction } from './cards/undo-last.ts'
import {
  addStamps,
  changeProgramme,
  checkLedger,
  claimReward,
  createProgramme,
  donatePoints,
  earnPoints,
  grantPoints,
  joinProgramme,
  listRewards,
  loyaltyActions,
  mergeMembers,
  moveLoyalty,
  readMember,
  redeemPoints,
  refundOrder,
  setBirthday,
  takeVoucher,
  tellBirthday,
  transferPoints,
  undoLastAward,
} from './index.ts'
import { remindExpiring } from './remind-expiring.ts'
import { replayCustomer } from './replay/replay-customer.ts'
import { listMembers } from './reports/list-members.ts'
import { readLiability } from './reports/read-liability.ts'
import { payWithCash } from './serving/cash.ts'
import { learnBirthdays } from './serving/learn-birthdays.ts'
import { listCodes } from './serving/listed-codes.ts'
import { quoteBasket } from './serving/quote-basket.ts'
import { returnCash } from './serving/return-cash.ts'
import { separateMembers } from './serving/separate-members.ts'
import { cancelRedemption } from './serving/settle-redemption.ts'
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
      select ${place.workspaceId}, ${customerId}, count(*) + 1, now(), now() from customers`.execute(tx),
  )
  const { memberId } = await joinProgramme(deps, place, { customerId })
  return { customerId, memberId }
}

async function told({ place }: TestProgramme, event: string): Promise<Record<string, unknown>[]> {
  const { rows } = await inWorkspace(db, place.workspaceId, (tx) =>
    sql<{ properties: Record<string, unknown> }>`select body -> 'properties' as properties from event_log
      where workspace_id = ${place.workspaceId} and event = ${event} order by position`.execute(tx),
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

test('a reward of a list that is taken back at the till gives its code back', async () => {
  const { deps, place, member } = await openProgramme(db, clock, {
    rewards: [{ id: 'film', cost: 10, kind: 'partner', fromList: true }],
  })
  await listCodes(deps, place, { rewardId: 'film', codes: ['FILM0001'] })
  const memberId = await member('a')
  await grantPoints(deps, place, { memberId, points: 10 })
  const claim = () => claimReward(deps, place, { memberId, rewardId: 'film' })
  const { code } = await claim()
  const { rows } = await inWorkspace(db, place.workspaceId, (tx) =>
    sql<{ transactionId: string }>`select transaction_id as "transactionId" from loyalty_vouchers`.execute(tx),
  )
  await undoTransaction(deps, place, { memberId, transactionId: rows[0]?.transactionId ?? '', key: 'undo' })
  expect(await listRewards(deps, place)).toMatchObject([{ claimed: 0, left: 1, codesLeft: 1 }])
  expect((await claim()).code).toBe(code)
  expect(await wholeLedger(place.workspaceId)).toEqual([])
})

test('a reward of some shops is used there alone, by whatever code', async () => {
  const rewards = [{ id: 'cake', name: 'A cake', cost: 0, shops: ['Harbour', 'Hill'], publicCode: 'CAKE10' }]
  const { deps, place, member } = await openProgramme(db, clock, { rewards })
  const memberId = await member('anna')
  const { code } = await claimReward(deps, place, { memberId, rewardId: 'cake' })
  for (const use of [{ code }, { code, shop: 'Station' }, { code: 'CAKE10', shop: 'Station' }])
    await expect(takeVoucher(deps, place, use)).rejects.toMatchObject({
      reason: 'other_shop',
      details: { shops: 'Harbour, Hill' },
    })
  expect(await takeVoucher(deps, place, { code, shop: 'harbour' })).toMatchObject({ shops: ['Harbour', 'Hill'] })
  expect(await takeVoucher(deps, place, { code: 'cake10', shop: 'Hill' })).toMatchObject({ rewardId: 'cake' })
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

test('a surprise may be a reward: a voucher within the month’s budget and the stock, never instead of the purchase', async () => {
  const programme = await openProgramme(db, clock, {
    rewards: [{ id: 'cake', name: 'A cake', cost: 500, stock: 3, voucherDays: 7 }],
    surprise: { oneIn: 1, reward: 'cake', monthlyRewards: 2 },
  })
  const { deps, place, member } = programme
  const { memberId } = await customerIn(programme)
  const buy = async (order: string, who = memberId) =>
    (await earnPoints(deps, place, { memberId: who, order, amountMinor: 500 })).surprise
  const first = await buy('first')
  expect(first).toMatchObject({ points: 0, reward: 'A cake', code: expect.any(String) })
  expect(await takeVoucher(deps, place, { code: first?.code ?? '' })).toMatchObject({ rewardId: 'cake', memberId })
  // The same order again brings nothing more; the month's budget ends, and so does the stock.
  expect(await buy('first')).toBeNull()
  const both = await Promise.all([member('b'), member('c')])
  const found = await Promise.all(both.map((who) => buy(`of ${who}`, who)))
  expect(found.map((one) => one?.reward ?? null).sort()).toEqual(['A cake', null])
  clock.advance({ hours: 24 * 31 })
  expect((await buy('next month'))?.reward).toBe('A cake')
  expect(await buy('none left')).toBeNull()
  await moveLoyalty(deps)
  expect(await told(programme, 'Reward Given')).toMatchObject([{ reward: 'cake' }, { reward: 'cake' }])
  expect(await wholeLedger(place.workspaceId)).toEqual([])
})

test('rules and happy hours of some shops count there alone, also for what a refund leaves', async () => {
  const { deps, place, member } = await openProgramme(db, clock, {
    earn: [
      { id: 'base', points: 1, perMinor: 100 },
      { id: 'harbour', points: 10, shops: ['Harbour'] },
    ],
    multipliers: [{ id: 'double', factor: 2, shops: ['Hill', 'harbour'] }],
    memberDailyCap: 1000,
  })
  const memberId = await member('anna')
  const asked = async (shop?: string) =>
    (await quoteBasket(deps, place, { memberId, amountMinor: 1000, shop })).earns.points
  expect([await asked(), await asked('Station'), await asked('hill'), await asked('Harbour')]).toEqual([10, 10, 20, 40])
  await earnPoints(deps, place, { memberId, order: 'there', amountMinor: 1000, shop: 'Harbour' })
  expect(await refundOrder(deps, place, { order: 'there', amountMinor: 500 })).toMatchObject({ clawedBack: 10 })
  const only = await openProgramme(db, clock, { earn: [{ id: 'hill', points: 10, shops: ['Hill'] }] })
  const basket = { memberId: await only.member('anna'), amountMinor: 1000, shop: 'Station' }
  expect((await quoteBasket(deps, only.place, basket)).earns.nothing).toEqual([{ sku: null, because: 'other_shop' }])
})

test('what a gift of points is worth to a cause is reckoned as the rate is written', async () => {
  const causes = [{ id: 'trees', name: 'Trees', pointValueMinor: 0.29 }]
  const { deps, place, member } = await openProgramme(db, clock, { causes })
  const memberId = await member('anna')
  await grantPoints(deps, place, { memberId, points: 100 })
  expect(await donatePoints(deps, place, { memberId, causeId: 'trees', points: 100 })).toMatchObject({ valueMinor: 29 })
})

test('where points stay with whom they were given nobody sends them, and nothing of it is done', async () => {
  const { deps, place, member } = await openProgramme(db, clock, { transfers: 'off' })
  const [fromId, toId] = [await member('anna'), await member('bela')]
  await grantPoints(deps, place, { memberId: fromId, points: 10 })
  const sent = transferPoints(deps, place, { fromId, toId, points: 5 })
  await expect(sent).rejects.toMatchObject({ reason: 'transfers_off' })
  expect((await readMember(deps, place, fromId)).available).toBe(10)
})

test('a part of each purchase comes back as money, pays here, and goes with what is returned', async () => {
  const programme = await openProgramme(db, clock, { cashback: { percent: 2.5, minMinor: 500, maxMinor: 300 } })
  const { deps, place, member } = programme
  const [anna, bela] = [await member('anna'), await member('bela')]
  const cash = async (memberId: string) => (await readMember(deps, place, memberId)).cashMinor
  const buy = async (amountMinor: number, order: string) =>
    (await earnPoints(deps, place, { memberId: anna, amountMinor, order })).cashMinor
  expect([await buy(499, 'small'), await buy(4999, 'usual'), await buy(90_000, 'large')]).toEqual([0, 124, 300])
  expect(await cash(anna)).toBe(424)
  const quote = await quoteBasket(deps, place, { memberId: anna, amountMinor: 400 })
  expect(quote).toMatchObject({ earns: { points: 0, cashMinor: 0, nothing: [] }, redeems: { cashMinor: 400 } })

  const pay = { memberId: anna, amountMinor: 400, key: 'bill-1' }
  expect(await payWithCash(deps, place, pay)).toMatchObject({ amountMinor: 400, leftMinor: 24 })
  expect(await payWithCash(deps, place, pay)).toMatchObject({ leftMinor: 24 })
  expect(await returnCash(deps, place, { memberId: anna })).toEqual({ amountMinor: 400 })
  await expect(returnCash(deps, place, { memberId: anna })).rejects.toMatchObject({ reason: 'nothing_to_take_back' })
  expect((await payWithCash(deps, place, { memberId: anna, amountMinor: 9999 })).amountMinor).toBe(424)
  await expect(payWithCash(deps, place, pay)).resolves.toMatchObject({ leftMinor: 24 })
  await expect(payWithCash(deps, place, { memberId: anna, amountMinor: 1 })).rejects.toMatchObject({
    reason: 'no_cash',
  })

  const other = await member('other')
  await earnPoints(deps, place, { memberId: other, amountMinor: 12_000 })
  const first = await payWithCash(deps, place, { memberId: other, amountMinor: 200 })
  await payWithCash(deps, place, { memberId: other, amountMinor: 50 })
  const named = { memberId: other, transactionId: first.transactionId }
  expect(await returnCash(deps, place, named)).toEqual({ amountMinor: 200 })
  await expect(returnCash(deps, place, named)).rejects.toMatchObject({ reason: 'nothing_to_take_back' })
  await payWithCash(deps, place, { memberId: other, amountMinor: 250 })

  // Half of it comes back, then the rest: what was used already is owed, and the next cashback pays it.
  expect((await refundOrder(deps, place, { order: 'usual', amountMinor: 2500 })).cashTakenMinor).toBe(62)
  expect((await refundOrder(deps, place, { order: 'usual', amountMinor: 2499 })).cashTakenMinor).toBe(62)
  expect(await cash(anna)).toBe(-124)
  await buy(8000, 'next')
  expect(await cash(anna)).toBe(76)
  await undoLastAward(deps, place, { memberId: anna })
  await expect(undoLastAward(deps, place, { memberId: anna })).rejects.toMatchObject({ reason: 'nothing_to_take_back' })
  expect((await refundOrder(deps, place, { order: 'next', amountMinor: 8000 })).cashTakenMinor).toBe(0)
  await buy(9000, 'last')
  expect((await readLiability(deps, place)).cashMinor).toBe(101)
  await mergeMembers(deps, place, { fromId: anna, intoId: bela })
  expect(await cash(bela)).toBe(101)
  await separateMembers(deps, place, { memberId: anna })
  expect([await cash(anna), await cash(bela)]).toEqual([101, 0])
  // What a member had bought before they became another comes back, too.
  await mergeMembers(deps, place, { fromId: anna, intoId: bela })
  expect((await refundOrder(deps, place, { order: 'last', amountMinor: 9000 })).cashTakenMinor).toBe(225)
  expect(await cash(bela)).toBe(-124)
  // … and before that one became a third.
  const cili = await member('cili')
  expect((await earnPoints(deps, place, { memberId: anna, amountMinor: 8000, order: 'for cili' })).cashMinor).toBe(200)
  await mergeMembers(deps, place, { fromId: bela, intoId: cili })
  expect((await refundOrder(deps, place, { order: 'for cili', amountMinor: 8000 })).cashTakenMinor).toBe(200)
  expect(await wholeLedger(place.workspaceId)).toEqual([])
})

test('tier credits come beside points, go with what is returned, and decide the tier until they end', async () => {
  clock.set('2026-06-01T10:00:00Z')
  const programme = await openProgramme(db, clock, {
    earn: [
      { id: 'base', points: 1, perMinor: 100 },
      { id: 'status', points: 1, perMinor: 1000, gives: 'credits' },
    ],
    multipliers: [{ id: 'double', factor: 2 }],
    tiers: {
      mode: 'credits',
      months: 12,
      levels: [
        { id: 'basic', min: 0 },
        { id: 'silver', min: 5 },
        { id: 'gold', min: 10 },
      ],
    },
  })
  const { deps, place, member } = programme
  const [anna, bela] = [(await customerIn(programme)).memberId, await member('bela')]
  const standing = async (memberId: string) => {
    const { available, credits, tier } = await readMember(deps, place, memberId)
    return [available, credits, tier]
  }
  const buy = async (amountMinor: number, order: string) =>
    (await earnPoints(deps, place, { memberId: anna, amountMinor, order })).credits
  expect(await buy(6000, 'june')).toBe(6)
  expect(await standing(anna)).toEqual([120, 6, 'silver'])
  expect((await quoteBasket(deps, place, { memberId: anna, amountMinor: 4999 })).earns).toMatchObject({ credits: 4 })
  clock.advance({ hours: 24 * 92 })
  await buy(5000, 'september')
  expect(await standing(anna)).toEqual([220, 11, 'gold'])
  expect(await refundOrder(deps, place, { order: 'june', amountMinor: 2500 })).toMatchObject({ creditsTaken: 3 })
  expect(await standing(anna)).toEqual([170, 8, 'silver'])
  await buy(2000, 'typed wrong')
  await undoLastAward(deps, place, { memberId: anna })
  expect(await standing(anna)).toEqual([170, 8, 'silver'])
  await mergeMembers(deps, place, { fromId: anna, intoId: bela })
  expect(await standing(bela)).toEqual([170, 8, 'silver'])
  await separateMembers(deps, place, { memberId: anna })
  expect([await standing(anna), (await standing(bela))[1]]).toEqual([[170, 8, 'silver'], 0])

  // June's end in June, September's in September; nobody has to come for that.
  expect(await readMember(deps, place, anna)).toMatchObject({ tierUntil: '2027-09-01T22:00:00Z' })
  clock.set('2027-06-01T21:59:59Z')
  expect((await standing(anna))[2]).toBe('silver')
  clock.set('2027-06-01T22:00:00Z')
  await moveLoyalty(deps)
  expect(await standing(anna)).toEqual([170, 5, 'silver'])
  clock.advance({ hours: 24 * 93 })
  await moveLoyalty(deps)
  expect(await standing(anna)).toEqual([170, 0, 'basic'])
  // What has ended is not taken once more.
  expect(await refundOrder(deps, place, { order: 'september', amountMinor: 5000 })).toMatchObject({ creditsTaken: 0 })
  await moveLoyalty(deps)
  expect((await told(programme, 'Tier Credits Expired')).map(({ credits }) => credits)).toEqual([-3, -5])
  expect(await wholeLedger(place.workspaceId)).toEqual([])
})

test('a tier by what was spent in the last year is lost in the night in which too little is left of it', async () => {
  clock.set('2026-06-01T10:00:00Z')
  const levels = [
    { id: 'basic', min: 0 },
    { id: 'silver', min: 50_000 },
    { id: 'gold', min: 100_000 },
  ]
  const rules = { earn: [], tiers: { mode: 'rolling_spend', months: 12, levels } }
  const { deps, place, member } = await openProgramme(db, clock, rules)
  const anna = await member('anna')
  const tier = async () => (await readMember(deps, place, anna)).tier
  const buy = (amountMinor: number, order: string) => earnPoints(deps, place, { memberId: anna, amountMinor, order })
  await buy(60_000, 'first')
  clock.set('2026-12-01T12:00:00Z')
  await buy(50_000, 'second')
  expect(await readMember(deps, place, anna)).toMatchObject({ tier: 'gold', tierUntil: '2027-06-01T22:00:00Z' })
  clock.set('2027-06-01T21:59:59Z')
  await moveLoyalty(deps)
  expect(await tier()).toBe('gold')
  clock.set('2027-06-01T22:00:00Z')
  await moveLoyalty(deps)
  expect(await tier()).toBe('silver')
  await buy(60_000, 'third')
  expect(await tier()).toBe('gold')
  await refundOrder(deps, place, { order: 'third', amountMinor: 60_000 })
  expect(await tier()).toBe('silver')
  clock.set('2027-12-02T12:00:00Z')
  expect(await tier()).toBe('basic')
})

test('a trial of rules takes tiers from credits and from spending as they count at the time', () => {
  const rules = (tiers: object) =>
    loyaltyRules.parse({
      earn: [
        { id: 'base', points: 1, perMinor: 100 },
        ...('creditsLast' in tiers ? [{ id: 'status', points: 1, gives: 'credits' }] : []),
      ],
      multipliers: [{ id: 'gold', factor: 2, tiers: ['gold'] }],
      tiers: { ...tiers, months: 3 },
    })
  const at = (iso: string) => ({ at: Date.parse(iso), amountMinor: 1000 })
  const orders = [at('2026-01-10T12:00Z'), at('2026-02-10T12:00Z'), at('2026-03-10T12:00Z'), at('2026-08-10T12:00Z')]
  const tried = (tiers: object) => replayCustomer(rules(tiers), 'Europe/Budapest', { orders, tags: [] }, Date.now())
  const levels = (min: number) => [
    { id: 'basic', min: 0 },
    { id: 'gold', min },
  ]
  expect(tried({ mode: 'credits', creditsLast: 'months', levels: levels(2) })).toMatchObject({ points: 50, credits: 4 })
  expect(tried({ mode: 'credits', creditsLast: 'year', levels: levels(2) })).toMatchObject({ points: 60 })
  expect(tried({ mode: 'rolling_spend', levels: levels(2000) })).toMatchObject({ points: 50, credits: 0 })
})

test('a trial of rules knows the pause between two stamps and the shops that past orders tell', () => {
  const rules = loyaltyRules.parse({
    earn: [{ id: 'hill', points: 5, shops: ['Hill'] }],
    multipliers: [{ id: 'double', factor: 2, shops: ['Hill'] }],
    stamps: { required: 10, cooldownS: 3600 },
  })
  const at = (iso: string, shop?: string) => ({ at: Date.parse(iso), amountMinor: 1000, shop })
  const orders = [at('2026-01-10T12:00Z', 'hill'), at('2026-01-10T12:59Z', 'Station'), at('2026-01-10T13:00Z')]
  const tried = replayCustomer(rules, 'Europe/Budapest', { orders, tags: [] }, Date.now())
  expect(tried).toMatchObject({ points: 10, stamps: 2 })
})

test('a trial of rules counts the days of the shop, not those of Greenwich', () => {
  const rules = loyaltyRules.parse({
    earn: [{ id: 'base', points: 1, perMinor: 100 }],
    memberDailyCap: 10,
    stamps: { required: 10, perDay: 1 },
  })
  const orders = ['2026-01-10T23:30Z', '2026-01-11T00:30Z'].map((iso) => ({ at: Date.parse(iso), amountMinor: 1000 }))
  const tried = (zone: string) => replayCustomer(rules, zone, { orders, tags: [] }, Date.now())
  expect(tried('America/New_York')).toMatchObject({ points: 10, stamps: 1 })
  expect(tried('Europe/London')).toMatchObject({ points: 20, stamps: 2 })
})

test('a birthday is taken from the profile, at joining and at night, and said on a card once', async () => {
  clock.set('2026-06-01T10:00:00Z')
  const programme = await openProgramme(db, clock, { birthday: { points: 30 } })
  const { deps, place, member } = programme
  const tell = (customerId: string, birthday: string) =>
    inWorkspace(db, place.workspaceId, (tx) =>
      sql`update customers set traits = ${JSON.stringify({ birthday })}::jsonb where customer_id = ${customerId}`.execute(
        tx,
      ),
    )
  const birthdayOf = async (memberId: string) => (await readMember(deps, place, memberId)).birthday
  const anna = await customerIn(programme)
  await learnBirthdays(deps)
  expect(await birthdayOf(anna.memberId)).toBeNull()
  await tell(anna.customerId, '1990-02-30')
  await learnBirthdays(deps)
  expect(await birthdayOf(anna.memberId)).toBeNull()
  await tell(anna.customerId, '1990-06-03T00:00:00Z')
  await learnBirthdays(deps)
  expect(await birthdayOf(anna.memberId)).toBe('1990-06-03')
  clock.set('2026-06-03T10:00:00Z')
  expect((await readMember(deps, place, anna.memberId)).available).toBe(30)

  const bela = await member('bela')
  const say = (birthday: string) => tellBirthday(deps, place, { memberId: bela, birthday })
  await expect(say('2030-01-01')).rejects.toMatchObject({ reason: 'birthday_wrong' })
  await say('1985-12-24')
  await expect(say('1985-06-03')).rejects.toMatchObject({ reason: 'birthday_known' })
  expect(await readMember(deps, place, bela)).toMatchObject({ birthday: '1985-12-24', available: 0 })
})

test('a birthday rule that is switched on pays from then on; a stay away counts from then, too', async () => {
  clock.set('2022-06-01T10:00:00Z')
  const { deps, place, member, rules } = await openProgramme(db, clock, {})
  const memberId = await member('a')
  await setBirthday(deps, place, { memberId, birthday: '1990-06-10' })
  await grantPoints(deps, place, { memberId, points: 10 })
  clock.set('2026-06-01T10:00:00Z')
  const expiry = { kind: 'inactivity_days', n: 30, from: 'earning' } as const
  const change = { rules: { ...rules, birthday: { points: 25, leapDay: 'feb28' as const }, expiry } }
  await changeProgramme(deps, place.workspaceId, place.actor, place.programmeId, change)
  expect((await readMember(deps, place, memberId)).available).toBe(10)
  clock.set('2026-06-10T10:00:00Z')
  expect((await readMember(deps, place, memberId)).available).toBe(35)
  clock.set('2026-07-01T10:00:01Z')
  expect((await readMember(deps, place, memberId)).available).toBe(0)
  expect(await wholeLedger(place.workspaceId)).toEqual([])
})

test('stamps of a time without a connection count for the day and the pause of that time', async () => {
  clock.set('2026-06-02T07:00:00Z')
  const { deps, place, member } = await openProgramme(db, clock, {
    stamps: { required: 10, perDay: 1, cooldownS: 3600 },
  })
  const memberId = await member('a')
  const stamp = async (occurredAt?: string) =>
    await addStamps(deps, place, { memberId, ...(occurredAt && { occurredAt: Temporal.Instant.from(occurredAt) }) })
  expect((await stamp()).stamps).toBe(1)
  expect((await stamp('2026-06-01T18:00:00Z')).stamps).toBe(2)
  await expect(stamp('2026-06-01T18:30:00Z')).rejects.toMatchObject({ reason: 'stamps_too_soon' })
  await expect(stamp('2026-06-01T16:00:00Z')).rejects.toMatchObject({ reason: 'stamps_day_limit' })
  await expect(stamp('2026-06-02T06:30:00Z')).rejects.toMatchObject({ reason: 'stamps_too_soon' })
})

test('points for a new card that are taken back count for no tier', async () => {
  clock.set('2026-06-01T10:00:00Z')
  const levels = [
    { id: 'blue', min: 0 },
    { id: 'gold', min: 50 },
  ]
  const { deps, place, member } = await openProgramme(db, clock, {
    earn: [{ id: 'hello', points: 50, when: 'sign_up' }],
    tiers: { mode: 'lifetime_points', levels },
  })
  const memberId = await member('a')
  expect(await readMember(deps, place, memberId)).toMatchObject({ available: 50, lifetime: 50, tier: 'gold' })
  await takeBackWelcome(deps, place, memberId)
  await takeBackWelcome(deps, place, memberId)
  expect(await readMember(deps, place, memberId)).toMatchObject({ available: 0, lifetime: 0, tier: 'blue' })
  expect(await wholeLedger(place.workspaceId)).toEqual([])
})

test('of several programmes the oldest speaks of a member, and the one where it is nearest of the next tier', async () => {
  clock.set('2026-06-01T10:00:00Z')
  const tiers = {
    mode: 'lifetime_points',
    levels: [
      { id: 'blue', min: 0 },
      { id: 'gold', min: 100 },
    ],
  }
  const first = await openProgramme(db, clock, { tiers })
  const { deps, place, rules } = first
  clock.advance({ minutes: 1 })
  const { programmeId } = await createProgramme(deps, place.workspaceId, place.actor, { name: 'Second', rules })
  const second = { ...first, place: { ...place, programmeId } }
  const told = async (customerId: string) => {
    await moveLoyalty(deps)
    const { rows } = await inWorkspace(db, place.workspaceId, (tx) =>
      sql<{ traits: Record<string, unknown> }>`select body -> 'traits' as traits from event_log
        where body ->> 'customerId' = ${customerId} and body -> 'traits' is not null order by position`.execute(tx),
    )
    const { loyalty_points: points, loyalty_tier_share: share } = Object.assign({}, ...rows.map(({ traits }) => traits))
    return { points, share }
  }
  const near = async (where: typeof place) =>
    (await listMembers(deps, where, { only: 'tier', sort: 'joined', limit: 10 })).members.map(
      ({ memberId }) => memberId,
    )
  const [anna, bela] = [await customerIn(first), await customerIn(second)]
  const { memberId } = await joinProgramme(deps, second.place, { customerId: anna.customerId })
  await grantPoints(deps, place, { memberId: anna.memberId, points: 20 })
  expect(await told(anna.customerId)).toEqual({ points: 20, share: 0.2 })
  await grantPoints(deps, second.place, { memberId, points: 90 })
  expect(await told(anna.customerId)).toEqual({ points: 20, share: 0.9 })
  await grantPoints(deps, place, { memberId: anna.memberId, points: 10 })
  expect(await told(anna.customerId)).toEqual({ points: 30, share: 0.9 })
  await grantPoints(deps, second.place, { memberId: bela.memberId, points: 85 })
  expect(await told(bela.customerId)).toEqual({ points: 85, share: 0.85 })
  expect([await near(place), await near(second.place)]).toEqual([[], [memberId, bela.memberId].sort().reverse()])
  const archive = { status: 'archived' } as const
  await changeProgramme(deps, place.workspaceId, place.actor, place.programmeId, archive)
  await grantPoints(deps, second.place, { memberId, points: 1 })
  expect(await told(anna.customerId)).toEqual({ points: 91, share: 0.91 })
})

test('of what came to its end only what was used counts as used, not what was held and let go', async () => {
  clock.set('2026-06-01T10:00:00Z')
  const { deps, place, member } = await openProgramme(db, clock, {
    redeem: { points: 1, amountMinor: 1 },
    expiry: { kind: 'days_after', n: 10 },
  })
  const memberId = await member('a')
  await grantPoints(deps, place, { memberId, points: 2000 })
  for (let n = 0; n < 3; n++) {
    const held = await redeemPoints(deps, place, { memberId, points: 800, reserveSeconds: 600 })
    await cancelRedemption(deps, place, held.redemptionId)
  }
  await redeemPoints(deps, place, { memberId, points: 500 })
  clock.advance({ hours: 24 * 11 })
  await readMember(deps, place, memberId)
  const { breakage } = await readLiability(deps, place)
  expect(breakage).toMatchObject({ method: 'closed_lots', closedPoints: 2000, usedPoints: 500, expectedUse: 0.25 })
})

test('money back that paid for an order comes back with the whole of it, to who paid with it, once', async () => {
  clock.set('2026-06-01T10:00:00Z')
  const { deps, place, member } = await openProgramme(db, clock, {
    earn: [{ id: 'base', points: 1, perMinor: 100 }],
    cashback: { percent: 10 },
    refund: { returnRedeemed: 'on_full' },
  })
  const [anna, bela, cili] = [await member('anna'), await member('bela'), await member('cili')]
  const cash = async (memberId: string) => (await readMember(deps, place, memberId)).cashMinor
  await earnPoints(deps, place, { memberId: bela, amountMinor: 10_000 })
  const pay = (order: string) => payWithCash(deps, place, { memberId: bela, amountMinor: 300, order })
  await pay('o1')
  await pay('o2')
  await earnPoints(deps, place, { memberId: anna, amountMinor: 5000, order: 'o1' })
  const refund = (order: string, amountMinor: number) => refundOrder(deps, place, { order, amountMinor })
  expect(await refund('o1', 2000)).toMatchObject({ cashReturnedMinor: 0 })
  expect(await refund('o1', 3000)).toMatchObject({ cashReturnedMinor: 300, cashTakenMinor: 300 })
  expect(await refund('o1', 3000)).toMatchObject({ cashReturnedMinor: 0 })
  expect([await cash(anna), await cash(bela)]).toEqual([0, 700])
  await mergeMembers(deps, place, { fromId: bela, intoId: cili })
  expect(await refund('o2', 1)).toMatchObject({ cashReturnedMinor: 300 })
  expect(await refund('o2', 1)).toMatchObject({ cashReturnedMinor: 0 })
  expect(await cash(cili)).toBe(1000)
  expect(await wholeLedger(place.workspaceId)).toEqual([])
})
