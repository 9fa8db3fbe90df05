import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#platform/ids'
import type { Db } from '#platform/postgres'
import { fakeClock, testDb } from '#testing'
import {
  addStamps,
  checkLedger,
  claimReward,
  earnPoints,
  grantPoints,
  joinPool,
  listRewards,
  mergeMembers,
  moveLoyalty,
  readMember,
  referMember,
  refundOrder,
  spendPoints,
  takeVoucher,
  undoLastAward,
} from './index.ts'
import { decideReferral } from './referrals/decide-referral.ts'
import { listReferrals } from './referrals/list-referrals.ts'
import { activatePoints } from './serving/activate-points.ts'
import { readHistory } from './serving/read-member.ts'
import { separateMembers } from './serving/separate-members.ts'
import { openProgramme, type TestProgramme } from './testing/open-programme.ts'

const start = '2026-06-01T10:00:00Z'
const clock = fakeClock(start)
let db: Db

beforeAll(async () => {
  ;({ db } = await testDb())
})

async function open(rules: Record<string, unknown>) {
  clock.set(start)
  const programme = await openProgramme(db, clock, rules)
  const { deps, place, member } = programme
  const available = async (name: string): Promise<number> =>
    (await readMember(deps, place, await member(name))).available
  const buy = async (name: string, order: string, amountMinor: number) =>
    await earnPoints(deps, place, { memberId: await member(name), order, amountMinor })
  const refund = (order: string, amountMinor: number) => refundOrder(deps, place, { order, amountMinor })
  const broken = async () => (await checkLedger(db, place.workspaceId)).filter((rule) => rule.broken > 0)
  return { ...programme, available, buy, refund, broken }
}

async function kindsOf({ deps, place, member }: TestProgramme, name: string): Promise<string[]> {
  const { lines } = await readHistory(deps, place, await member(name), { limit: 50 })
  return lines.map(({ kind }) => kind)
}

describe('a referral whose order is given back', () => {
  const rules = {
    earn: [{ id: 'base', points: 1, perMinor: 100 }],
    exclude: { giftCards: true },
    referral: { referrerPoints: 100, refereePoints: 50, minOrderMinor: 1000, pendingDays: 30 },
  }
  const bring = async ({ deps, place, member }: TestProgramme) =>
    await referMember(deps, place, { referrerId: await member('anna'), refereeId: await member('bela') })
  const waiting = async ({ deps, place }: TestProgramme) =>
    (await listReferrals(deps, place, 'waiting')).map(({ doubts, givenBackAt }) => [doubts, givenBackAt !== null])
  const decide = async ({ deps, place, member }: TestProgramme, decision: 'approved' | 'declined' | 'undone') =>
    await decideReferral(
      deps,
      { ...place, actor: { kind: 'person', actorId: newId() } },
      { refereeId: await member('bela'), decision },
    )

  test('brings nobody points, once, and the friend’s next order brings them again', async () => {
    const shop = await open(rules)
    await bring(shop)
    expect((await shop.buy('bela', 'o1', 5000)).referralPoints).toBe(50)
    // What is left is enough, then it is not.
    expect(await shop.refund('o1', 4000)).toMatchObject({ clawedBack: 40, referralTaken: 0 })
    expect([await shop.available('anna'), await shop.available('bela')]).toEqual([100, 60])
    expect(await shop.refund('o1', 1)).toMatchObject({ clawedBack: 1, referralTaken: 150 })
    expect(await shop.refund('o1', 999)).toMatchObject({ clawedBack: 9, referralTaken: 0 })
    expect([await shop.available('anna'), await shop.available('bela')]).toEqual([0, 0])
    expect((await kindsOf(shop, 'anna'))[0]).toBe('referral_back')
    expect(await readMember(shop.deps, shop.place, await shop.member('anna'))).toMatchObject({ lifetime: 0 })
    expect((await shop.buy('bela', 'o2', 1000)).referralPoints).toBe(50)
    expect([await shop.available('anna'), await shop.available('bela')]).toEqual([100, 60])
    expect((await shop.buy('bela', 'o3', 1000)).referralPoints).toBe(0)
    expect(await shop.broken()).toEqual([])
  })

  test('is as if it had not been when the order is undone, also for who has become somebody else or joined a household', async () => {
    const shop = await open({ ...rules, pool: { maxMembers: 2 } })
    const { deps, place, member } = shop
    await bring(shop)
    await shop.buy('bela', 'o1', 1000)
    await mergeMembers(deps, place, { fromId: await member('anna'), intoId: await member('cili') })
    await joinPool(deps, place, { memberId: await member('cili'), pool: 'home' })
    expect(await shop.available('cili')).toBe(100)
    await undoLastAward(deps, place, { memberId: await member('bela') })
    expect([await shop.available('cili'), await shop.available('bela')]).toEqual([0, 0])
    await expect(undoLastAward(deps, place, { memberId: await member('bela') })).rejects.toMatchObject({
      reason: 'nothing_to_take_back',
    })
    expect((await shop.buy('bela', 'o2', 1000)).referralPoints).toBe(50)
    expect(await shop.available('cili')).toBe(100)
    expect(await shop.broken()).toEqual([])
  })

  test('waits for a look where something of it is spent: both keep it, or what is left goes', async () => {
    const shop = await open(rules)
    const { deps, place, member } = shop
    await bring(shop)
    await shop.buy('bela', 'o1', 1000)
    await spendPoints(deps, place, { memberId: await member('anna'), points: 30 })
    expect(await shop.refund('o1', 1000)).toMatchObject({ clawedBack: 10, referralTaken: 0 })
    expect([await shop.available('anna'), await shop.available('bela')]).toEqual([70, 50])
    expect(await waiting(shop)).toEqual([[['given_back'], true]])
    await decide(shop, 'approved')
    expect([await shop.available('anna'), await shop.available('bela')]).toEqual([70, 50])
    await decide(shop, 'undone')
    expect(await waiting(shop)).toEqual([[['given_back'], true]])
    await decide(shop, 'declined')
    expect([await shop.available('anna'), await shop.available('bela')]).toEqual([0, 0])
    await expect(decide(shop, 'undone')).rejects.toMatchObject({ reason: 'referral_taken_back' })
    expect((await shop.buy('bela', 'o2', 5000)).referralPoints).toBe(0)
    expect(await waiting(shop)).toEqual([])
    expect(await shop.broken()).toEqual([])
  })

  test('that nobody had looked at waits no more', async () => {
    const shop = await open({ ...rules, referral: { ...rules.referral, perWeek: 1 } })
    const { deps, place, member } = shop
    const [anna, cili] = [await member('anna'), await member('cili')]
    await referMember(deps, place, { referrerId: anna, refereeId: cili })
    clock.advance({ minutes: 1 })
    await bring(shop)
    await shop.buy('bela', 'o1', 1000)
    expect(await waiting(shop)).toEqual([[['too_many'], false]])
    await shop.refund('o1', 1000)
    expect(await waiting(shop)).toEqual([])
    await expect(decide(shop, 'approved')).rejects.toMatchObject({ reason: 'referral_not_found' })
  })

  test('asks of an order what was paid for it beside points, as it does of what is left of it', async () => {
    const shop = await open({ ...rules, redeem: { points: 1, amountMinor: 1 } })
    const { deps, place, member } = shop
    const memberId = await member('bela')
    await bring(shop)
    await grantPoints(deps, place, { memberId, points: 500 })
    const small = await earnPoints(deps, place, { memberId, order: 'o1', amountMinor: 1100, pointsUsed: 200 })
    expect(small.referralPoints).toBe(0)
    const enough = await earnPoints(deps, place, { memberId, order: 'o2', amountMinor: 1300, pointsUsed: 200 })
    expect(enough.referralPoints).toBe(50)
    expect(await shop.refund('o2', 100)).toMatchObject({ referralTaken: 0 })
    expect(await shop.refund('o2', 1)).toMatchObject({ referralTaken: 150 })
    expect(await shop.broken()).toEqual([])
  })

  test('is of orders alone: whatever else a friend does brings nobody anything', async () => {
    const shop = await open({
      earn: [{ id: 'review', points: 5, when: 'Review Written' }],
      referral: { referrerPoints: 100, refereePoints: 50, pendingDays: 30 },
    })
    const { deps, place, member } = shop
    await bring(shop)
    const review = { memberId: await member('bela'), event: 'Review Written', amountMinor: 0 }
    expect(await earnPoints(deps, place, review)).toMatchObject({ points: 5, referralPoints: 0 })
    expect((await shop.buy('bela', 'o1', 1)).referralPoints).toBe(50)
  })
})

describe('a surprise that came with an order', () => {
  test('goes with it, what is left of its points, and the month may give it to somebody else', async () => {
    const shop = await open({
      earn: [{ id: 'base', points: 1, perMinor: 100 }],
      surprise: { oneIn: 1, points: 20, monthlyPoints: 20 },
    })
    const { deps, place, member } = shop
    expect((await shop.buy('anna', 'o1', 1000)).surprise?.points).toBe(20)
    expect((await shop.buy('bela', 'o2', 1000)).surprise).toBeNull()
    expect(await shop.refund('o1', 500)).toMatchObject({ clawedBack: 5, surpriseTaken: 0 })
    expect(await shop.refund('o1', 500)).toMatchObject({ clawedBack: 5, surpriseTaken: 20 })
    expect(await shop.refund('o1', 500)).toMatchObject({ surpriseTaken: 0 })
    expect(await shop.available('anna')).toBe(0)
    expect(await kindsOf(shop, 'anna')).toContain('surprise_back')
    expect((await shop.buy('bela', 'o3', 1000)).surprise?.points).toBe(20)
    await spendPoints(deps, place, { memberId: await member('bela'), points: 25 })
    expect(await shop.refund('o3', 1000)).toMatchObject({ clawedBack: 10, surpriseTaken: 5 })
    expect(await shop.available('bela')).toBe(0)
    expect((await shop.buy('cili', 'o4', 1000)).surprise).toBeNull()
    expect(await shop.broken()).toEqual([])
  })

  test('goes with it as an unused reward, back to the stock, the budget and the list; a used one stays', async () => {
    const shop = await open({
      rewards: [{ id: 'cake', name: 'Cake', cost: 500, stock: 1 }],
      surprise: { oneIn: 1, reward: 'cake', monthlyRewards: 1 },
    })
    const { deps, place, member } = shop
    const first = (await shop.buy('anna', 'o1', 1000)).surprise
    expect(await shop.refund('o1', 1000)).toMatchObject({ rewardsTaken: 1 })
    expect(await listRewards(deps, place)).toMatchObject([{ claimed: 0, left: 1 }])
    await expect(takeVoucher(deps, place, { code: first?.code ?? '' })).rejects.toMatchObject({
      reason: 'voucher_not_valid',
    })
    expect((await kindsOf(shop, 'anna'))[0]).toBe('gift_back')
    const second = (await shop.buy('bela', 'o2', 1000)).surprise
    await takeVoucher(deps, place, { code: second?.code ?? '' })
    expect(await shop.refund('o2', 1000)).toMatchObject({ rewardsTaken: 0 })
    expect((await shop.buy('cili', 'o3', 1000)).surprise).toBeNull()
    await grantPoints(deps, place, { memberId: await member('cili'), points: 500 })
    await expect(claimReward(deps, place, { memberId: await member('cili'), rewardId: 'cake' })).rejects.toMatchObject({
      reason: 'out_of_stock',
    })
    await moveLoyalty(deps)
    expect(await shop.broken()).toEqual([])
  })
})

test('orders that are given back, undone, made and paid by referrals at once leave books that agree', async () => {
  const shop = await open({
    earn: [{ id: 'base', points: 1, perMinor: 100 }],
    rewards: [{ id: 'cake', name: 'Cake', cost: 5, stock: 4 }],
    surprise: { oneIn: 1, reward: 'cake', monthlyRewards: 3 },
    referral: { referrerPoints: 100, refereePoints: 50, minOrderMinor: 1000, pendingDays: 30 },
  })
  const { deps, place, member } = shop
  const names = ['anna', 'bela', 'cili', 'dora', 'elek']
  const ids = await Promise.all(names.map(member))
  for (const [i, refereeId] of ids.entries())
    await referMember(deps, place, { referrerId: ids[(i + 1) % ids.length] ?? '', refereeId })
  const reasons = new Set<string>()
  const note = (done: PromiseSettledResult<unknown>[]) => {
    for (const one of done)
      if (one.status === 'rejected') reasons.add(String((one.reason as { reason?: string }).reason ?? one.reason))
  }
  for (let round = 0; round < 4; round++) {
    note(await Promise.allSettled(names.map((name) => shop.buy(name, `${name} ${round}`, 1000))))
    note(
      await Promise.allSettled(
        ids.flatMap((memberId, i) => [
          shop.refund(`${names[i]} ${round}`, 1000),
          undoLastAward(deps, place, { memberId }),
          claimReward(deps, place, { memberId, rewardId: 'cake' }),
          shop.buy(names[i] ?? '', `${names[i]} ${round} more`, 1000),
        ]),
      ),
    )
  }
  const known = ['nothing_to_take_back', 'spent_or_expired', 'not_enough_points', 'out_of_stock']
  expect([...reasons].filter((reason) => !known.includes(reason))).toEqual([])
  expect(await shop.broken()).toEqual([])
}, 120_000)

describe('points of an order that is given back', () => {
  const rules = {
    earn: [{ id: 'base', points: 1, perMinor: 100 }],
    expiry: { kind: 'days_after', n: 30 },
    tiers: {
      mode: 'lifetime_points',
      levels: [
        { id: 'blue', min: 0 },
        { id: 'gold', min: 100 },
      ],
    },
  }

  test('that had expired are gone already: no others are taken for them, and they count for no tier', async () => {
    const shop = await open(rules)
    const { deps, place, member } = shop
    const anna = await member('anna')
    await shop.buy('anna', 'o1', 10_000)
    await spendPoints(deps, place, { memberId: anna, points: 60 })
    clock.advance({ hours: 24 * 31 })
    await shop.buy('anna', 'o2', 3000)
    expect(await readMember(deps, place, anna)).toMatchObject({ available: 30, expiredTotal: 40, tier: 'gold' })
    // Of 50 that it should not have brought 40 are gone; the rest was spent.
    expect(await shop.refund('o1', 5000)).toMatchObject({ clawedBack: 10 })
    expect(await readMember(deps, place, anna)).toMatchObject({ available: 20, lifetime: 80, tier: 'blue' })
    expect(await shop.refund('o1', 5000)).toMatchObject({ clawedBack: 50 })
    expect(await shop.refund('o1', 5000)).toMatchObject({ clawedBack: 0 })
    expect(await readMember(deps, place, anna)).toMatchObject({ available: -30, lifetime: 30 })
    const { lines } = await readHistory(deps, place, anna, { limit: 50 })
    const refunds = lines.filter(({ kind }) => kind === 'refund')
    expect(refunds.map(({ points, detail }) => [points, detail.expired])).toEqual([
      [-50, undefined],
      [-10, 40],
    ])
    expect(await shop.broken()).toEqual([])
  })

  test('are its own also where who earned them became another member, two again, or joined a household', async () => {
    const shop = await open({ ...rules, pool: { maxMembers: 3 } })
    const { deps, place, member } = shop
    const [anna, bela] = [await member('anna'), await member('bela')]
    await grantPoints(deps, place, { memberId: bela, points: 50, expiresAt: clock.now().add({ hours: 48 }) })
    await shop.buy('anna', 'o1', 5000)
    await mergeMembers(deps, place, { fromId: anna, intoId: bela })
    await shop.refund('o1', 1000)
    expect((await readMember(deps, place, bela)).nextExpiry?.points).toBe(50)
    await separateMembers(deps, place, { memberId: anna })
    expect([await shop.available('anna'), await shop.available('bela')]).toEqual([40, 50])
    await grantPoints(deps, place, { memberId: anna, points: 5, expiresAt: clock.now().add({ hours: 48 }) })
    await joinPool(deps, place, { memberId: anna, pool: 'home' })
    await joinPool(deps, place, { memberId: bela, pool: 'home' })
    await shop.refund('o1', 1000)
    expect(await readMember(deps, place, anna)).toMatchObject({ available: 85, nextExpiry: { points: 55 } })
    await shop.refund('o1', 3000)
    expect(await shop.available('anna')).toBe(55)
    expect(await shop.broken()).toEqual([])
  })

  test('count for no tier of whoever had brought them, also once two members are two again', async () => {
    const shop = await open({ ...rules, tiers: { ...rules.tiers, mode: 'calendar_year_points' } })
    const { deps, place, member } = shop
    const [anna, bela] = [await member('anna'), await member('bela')]
    for (const name of ['anna', 'bela']) await shop.buy(name, `of ${name}`, 10_000)
    await mergeMembers(deps, place, { fromId: anna, intoId: bela })
    await shop.refund('of anna', 4000)
    await separateMembers(deps, place, { memberId: anna })
    expect(await readMember(deps, place, anna)).toMatchObject({ available: 60, lifetime: 60, tier: 'blue' })
    expect(await readMember(deps, place, bela)).toMatchObject({ available: 100, lifetime: 100, tier: 'gold' })
    expect(await shop.broken()).toEqual([])
  })

  test('are undone also for who has become another member since, once', async () => {
    const shop = await open(rules)
    const { deps, place, member } = shop
    const [anna, bela] = [await member('anna'), await member('bela')]
    await shop.buy('anna', 'o1', 5000)
    await mergeMembers(deps, place, { fromId: anna, intoId: bela })
    expect(await undoLastAward(deps, place, { memberId: anna })).toEqual({ points: -50 })
    await expect(undoLastAward(deps, place, { memberId: bela })).rejects.toMatchObject({
      reason: 'nothing_to_take_back',
    })
    expect(await shop.available('bela')).toBe(0)
    expect(await shop.broken()).toEqual([])
  })

  test('that wait for an event are usable at once also for who has become another member', async () => {
    const shop = await open({ ...rules, pending: { days: 14, until: 'Order Delivered' } })
    const { deps, place, member } = shop
    const [anna, bela] = [await member('anna'), await member('bela')]
    await shop.buy('anna', 'o1', 5000)
    await mergeMembers(deps, place, { fromId: anna, intoId: bela })
    await activatePoints(deps, place, { order: 'o1' })
    expect(await readMember(deps, place, bela)).toMatchObject({ available: 50, pending: 0 })
    expect(await shop.refund('o1', 5000)).toMatchObject({ clawedBack: 50 })
    expect(await readMember(deps, place, bela)).toMatchObject({ available: 0, lifetime: 0 })
    expect(await shop.broken()).toEqual([])
  })

  test('that it was paid with come back when it is undone and has no number of the shop’s', async () => {
    const shop = await open({ ...rules, redeem: { points: 1, amountMinor: 100 } })
    const { deps, place, member } = shop
    const memberId = await member('anna')
    await grantPoints(deps, place, { memberId, points: 30 })
    expect(await earnPoints(deps, place, { memberId, amountMinor: 5000, pointsUsed: 10 })).toMatchObject({ points: 40 })
    await undoLastAward(deps, place, { memberId })
    expect(await shop.available('anna')).toBe(30)
    expect(await shop.broken()).toEqual([])
  })
})

test('every stamp of an order goes with it', async () => {
  const shop = await open({ stamps: { required: 10 } })
  const { deps, place, member } = shop
  const memberId = await member('anna')
  for (const key of ['first', 'second']) await addStamps(deps, place, { memberId, order: 'o1', key })
  expect(await shop.refund('o1', 1000)).toMatchObject({ stampsTaken: 2 })
  expect(await readMember(deps, place, memberId)).toMatchObject({ stamps: 0 })
  expect(await shop.broken()).toEqual([])
})
