import { beforeAll, expect, test } from 'vitest'
import type { CustomerPage, TimelinePage } from '#contract/customers'
import type {
  LoyaltyLedger,
  LoyaltyLiabilityReport,
  LoyaltyMemberList,
  LoyaltyOverview,
  LoyaltyReplay,
  LoyaltyReturnRate,
} from '#contract/loyalty-reports'
import { inWorkspace } from '#platform/postgres'
import { fakeClock } from '#testing'
import { startTestServer } from '../../testing/start-test-server.ts'
import { loyaltyPersonalData, moveLoyalty } from './index.ts'

const clock = fakeClock('2026-06-01T10:00:00Z')
const server = await startTestServer({}, { clock })
const shop = await server.openShop()
const other = await server.openShop({ name: 'Other' })
const programmeId = '0197a000-0000-7000-8000-000000000001'
const base = `/loyalty/programmes/${programmeId}`
let anna = ''
let memberId = ''

const ask = async <T>(path: string, body: unknown, key?: string): Promise<{ status: number; body: T }> => {
  const answer = await shop.ask('POST', path, body, key === undefined ? {} : { 'idempotency-key': key })
  return { status: answer.status, body: (await answer.json()) as T }
}
type Member = { memberId: string; available: number; tier: string | null }

beforeAll(async () => {
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({ batch: [{ type: 'identify', userId: 'anna', traits: { name: 'Anna' } }] }),
  })
  await server.settle()
  const { customers } = await shop.read<CustomerPage>('/customers?search=anna')
  anna = customers[0]?.customerId ?? ''
  const rules = {
    earn: [{ id: 'base', points: 1, perMinor: 100 }],
    redeem: { points: 100, amountMinor: 500, maxPercent: 50 },
    tiers: {
      mode: 'lifetime_points',
      levels: [
        { id: 'basic', min: 0 },
        { id: 'gold', min: 200 },
      ],
    },
    rewards: [{ id: 'mug', name: 'A mug', cost: 50, stock: 1, voucherDays: 7 }],
  }
  const made = await ask('/loyalty/programmes', { programmeId, name: 'Regulars', rules })
  expect(made.status).toBe(201)
  memberId = (await ask<Member>(`${base}/members`, { customerId: anna })).body.memberId
})

test('a till asks, earns, redeems and refunds; the same key gives the same answer', async () => {
  const quote = await ask(`${base}/quote`, { memberId, amountMinor: 25_000 })
  expect(quote.body).toMatchObject({ earns: { points: 250 }, redeems: { points: 0 }, available: 0 })
  const body = { memberId, amountMinor: 25_000, order: 'o1' }
  const first = await ask(`${base}/earn`, body, 'k1')
  expect(first).toMatchObject({ status: 200, body: { points: 250, isRepeat: false } })
  expect((await ask(`${base}/earn`, body, 'k1')).body).toEqual(first.body)
  expect(await ask(`${base}/earn`, { ...body, amountMinor: 1 }, 'k1')).toMatchObject({
    status: 409,
    body: { reason: 'key_reused' },
  })
  const held = await ask<{ redemptionId: string }>(`${base}/redeem`, {
    memberId,
    points: 200,
    order: 'o2',
    orderTotalMinor: 1000,
    reserveSeconds: 300,
  })
  expect(held.body).toMatchObject({ points: 100, discountMinor: 500, status: 'reserved' })
  const confirmed = await shop.ask('POST', `${base}/redemptions/${held.body.redemptionId}/confirm`)
  expect(await confirmed.json()).toMatchObject({ status: 'confirmed' })
  expect((await ask(`${base}/refund`, { order: 'o1', amountMinor: 10_000 }, 'r1')).body).toEqual({
    clawedBack: 100,
    pointsReturned: 0,
    stampsTaken: 0,
  })
  expect(await shop.read<Member>(`${base}/members/${memberId}`)).toMatchObject({ available: 50, tier: 'basic' })
  const { lines } = await shop.read<{ lines: { kind: string; points: number }[] }>(
    `${base}/members/${memberId}/history`,
  )
  expect(lines.map(({ kind, points }) => [kind, points]).filter(([kind]) => kind !== 'tier')).toEqual([
    ['refund', -100],
    ['redeem', 0],
    ['reserve', -100],
    ['earn', 250],
    ['join', 0],
  ])
})

test('the last mug is given once, and its voucher is used once', async () => {
  const claimed = await ask<{ code: string }>(`${base}/claim`, { memberId, rewardId: 'mug' }, 'c1')
  expect(claimed.body.code).toHaveLength(17)
  expect((await ask(`${base}/claim`, { memberId, rewardId: 'mug' })).body).toMatchObject({ reason: 'out_of_stock' })
  expect((await ask(`${base}/vouchers/use`, { code: claimed.body.code })).body).toMatchObject({ rewardId: 'mug' })
  const again = await ask(`${base}/vouchers/use`, { code: claimed.body.code })
  const unknown = await ask(`${base}/vouchers/use`, { code: 'NOBODYKNOWSTHIS22' })
  expect(again.status).toBe(409)
  expect({ ...(again.body as object), requestId: '' }).toEqual({ ...(unknown.body as object), requestId: '' })
})

test('a voucher is looked at before it is used, a present costs nothing, and points taken by hand come back', async () => {
  await shop.ask('PATCH', base, {
    rules: {
      ...(await shop.read<{ rules: object }>(base)).rules,
      rewards: [
        {
          id: 'off',
          name: 'Five off',
          cost: 40,
          kind: 'discount',
          valueMinor: 500,
          voucherMinMinor: 1000,
          voucherDays: 7,
        },
        { id: 'later', cost: 1, from: '2027-01-01T00:00:00Z' },
        { id: 'gold', cost: 1, tiers: ['gold'] },
      ],
    },
  })
  const before = (await shop.read<Member>(`${base}/members/${memberId}`)).available
  const { body: given } = await ask<{ code: string; points: number }>(
    `${base}/give`,
    { memberId, rewardId: 'off' },
    'g1',
  )
  expect(given.points).toBe(0)
  const typed = given.code.toLowerCase().replace(/(.{4})/g, '$1 ')
  const facts = { name: 'Five off', kind: 'discount', valueMinor: 500, minOrderMinor: 1000 }
  expect((await ask(`${base}/vouchers/check`, { code: typed })).body).toMatchObject(facts)
  expect((await ask(`${base}/vouchers/use`, { code: typed })).body).toMatchObject({ reason: 'below_minimum_order' })
  expect((await ask(`${base}/vouchers/use`, { code: typed, orderTotalMinor: 1000 })).body).toMatchObject(facts)
  expect((await ask(`${base}/vouchers/check`, { code: typed })).body).toMatchObject({ reason: 'voucher_not_valid' })
  expect((await ask(`${base}/claim`, { memberId, rewardId: 'later' })).body).toMatchObject({ reason: 'reward_not_now' })
  expect((await ask(`${base}/claim`, { memberId, rewardId: 'gold' })).body).toMatchObject({
    reason: 'reward_not_for_tier',
  })
  await ask(`${base}/grant`, { memberId, points: 30, reason: 'Sorry for the wait' })
  await ask(`${base}/spend`, { memberId, points: 20, reason: 'A mistake' })
  expect((await ask(`${base}/undo-spend`, { memberId })).body).toEqual({ points: 20 })
  expect((await ask(`${base}/undo-spend`, { memberId })).body).toMatchObject({ reason: 'nothing_to_take_back' })
  expect((await shop.read<Member>(`${base}/members/${memberId}`)).available).toBe(before + 30)
})

test('the figures of the owner are those of the books', async () => {
  const overview = await shop.read<LoyaltyOverview>(`${base}/overview`)
  const { available } = await shop.read<Member>(`${base}/members/${memberId}`)
  const { issued, redeemed, expired, reversed } = overview.now
  expect(overview.outstanding.points).toBe(available)
  expect(issued - redeemed - expired - reversed).toBe(available)
  expect(overview.members).toMatchObject({ total: 1, active: 1, joined30: 1 })
  expect(overview.days).toHaveLength(30)
  const { members } = await shop.read<LoyaltyMemberList>(`${base}/member-list?search=ann&sort=balance`)
  expect(members).toMatchObject([{ memberId, name: 'Anna', available }])
  expect((await shop.read<LoyaltyMemberList>(`${base}/member-list?search=zoe`)).members).toEqual([])
  const liability = await shop.read<LoyaltyLiabilityReport>(`${base}/liability`)
  expect(liability).toMatchObject({ outstanding: available, breakage: { method: 'none', expectedUse: 1 } })
  expect(liability.pointValue?.minor).toBe(12.5)
  expect(liability.grossMinor).toBe(Math.round(available * 12.5))
  const { rows } = await shop.read<LoyaltyLedger>(`${base}/ledger?kind=grant`)
  expect(rows).toMatchObject([{ kind: 'grant', points: 30, by: 'key', name: 'Anna' }])
  const csv = await (await shop.ask('GET', `${base}/ledger?format=csv`)).text()
  const lines = csv.trim().split('\r\n').slice(1)
  expect(lines.reduce((sum, line) => sum + Number(line.split(',').at(-1)), 0)).toBe(0)
  expect(await shop.read(`/loyalty/customers/${anna}`)).toMatchObject({ memberships: [{ memberId }], open: [] })
  expect((await shop.read<LoyaltyReturnRate>(`${base}/return-rate`)).days).toBe(90)
})

test('what happened stands on the timeline, and the ledger proves itself', async () => {
  await moveLoyalty({ db: server.regulars.db, clock, seal: server.regulars.auditSeal, onWritten: () => {} })
  await server.settle()
  const { events } = await shop.read<TimelinePage>(`/customers/${anna}/timeline?limit=50`)
  const names = events.map(({ event }) => event)
  expect(names).toEqual(
    expect.arrayContaining([
      'Points Earned',
      'Points Redeemed',
      'Points Reversed',
      'Reward Given',
      'Tier Changed',
      'Tier Reached',
      'Voucher Used',
    ]),
  )
  const { body } = await ask<{ brokenAt: null; checks: { broken: number }[] }>('/loyalty/ledger/verify', undefined)
  expect(body.brokenAt).toBeNull()
  expect(body.checks.every(({ broken }) => broken === 0)).toBe(true)
})

test('orders of the connected shop earn by themselves, once; nobody gets points by telling a page of an order', async () => {
  const rules = {
    earn: [
      { id: 'base', points: 1, perMinor: 100 },
      { id: 'review', points: 25, when: 'Review Submitted' },
    ],
    orders: { who: 'everyone' },
  }
  const { body: made } = await ask<{ programmeId: string }>('/loyalty/programmes', { name: 'Web', rules })
  const web = `/loyalty/programmes/${made.programmeId}`
  const tell = async (
    key: string,
    event: string,
    properties: object,
    messageId: string = crypto.randomUUID(),
  ): Promise<void> => {
    await fetch(`${server.url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({ batch: [{ type: 'track', userId: 'bela', event, properties, messageId }] }),
    })
    await server.settle()
    await moveLoyalty({ db: server.regulars.db, clock, seal: server.regulars.auditSeal, onWritten: () => {} })
  }
  const points = async (): Promise<number> =>
    (await shop.read<LoyaltyMemberList>(`${web}/member-list`)).members[0]?.available ?? 0
  await tell(shop.writeKey, 'Order Completed', { order_id: 'w0', total: 9999 })
  expect((await shop.read<LoyaltyMemberList>(`${web}/member-list`)).members).toEqual([])
  await tell(shop.serverKey, 'Order Completed', { order_id: 'w1', total: 60, shipping: 10 }, 'm1')
  expect(await points()).toBe(50)
  await tell(shop.serverKey, 'Order Completed', { order_id: 'w1', total: 60, shipping: 10 }, 'm1-again')
  expect(await points()).toBe(50)
  await tell(shop.serverKey, 'Order Refunded', { order_id: 'w1', total: 20 })
  expect(await points()).toBe(30)
  await tell(shop.serverKey, 'Order Refunded', { order_id: 'w2', total: 30 })
  await tell(shop.serverKey, 'Order Completed', { order_id: 'w2', total: 40 })
  expect(await points()).toBe(40)
  await tell(shop.serverKey, 'Review Submitted', { product: 'mug' })
  await tell(shop.writeKey, 'Review Submitted', { product: 'mug' })
  expect(await points()).toBe(65)
  await tell(shop.serverKey, 'Order Cancelled', { order_id: 'w2' })
  expect(await points()).toBe(55)

  // Twice the points for the same past, and nothing is switched on by trying.
  const { body: tried } = await ask<LoyaltyReplay>(`${web}/replays`, {
    rules: { ...rules, earn: [{ id: 'base', points: 2, perMinor: 100 }], pointValueMinor: 1 },
  })
  const read = () => shop.read<LoyaltyReplay>(`${web}/replays/${tried.replayId}`)
  await expect.poll(async () => (await read()).status, { timeout: 15_000 }).toBe('done')
  const { result } = await read()
  expect(result).toMatchObject({ isMembersOnly: true, orders: 2, customers: 1, gain: 1, lose: 0, leftOut: ['events'] })
  expect(result?.proposed.points).toBe((result?.now.points ?? 0) * 2)
  expect(result?.proposed.costMinor).toBe(result?.proposed.points)
  expect((await shop.read<{ version: number }>(web)).version).toBe(1)
})

test('two customers who become one are one member, with what both had; apart again they are two', async () => {
  const batch = ['cili', 'dora'].map((userId) => ({
    type: 'identify',
    userId,
    traits: { name: userId, loyalty_points: 9999 },
  }))
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.serverKey}:`)}` },
    body: JSON.stringify({ batch }),
  })
  await server.settle()
  const idOf = async (name: string) =>
    (await shop.read<CustomerPage>(`/customers?search=${name}`)).customers[0]?.customerId ?? ''
  const [cili, dora] = [await idOf('cili'), await idOf('dora')]
  const follow = async (): Promise<void> => {
    await server.settle()
    await moveLoyalty({ db: server.regulars.db, clock, seal: server.regulars.auditSeal, onWritten: () => {} })
    await server.settle()
  }
  const join = async (customerId: string, points: number) => {
    const { body } = await ask<Member>(`${base}/members`, { customerId })
    await ask(`${base}/grant`, { memberId: body.memberId, points })
    return body.memberId
  }
  const [first, second] = [await join(cili, 30), await join(dora, 12)]
  const points = async (id: string) => (await shop.read<Member>(`${base}/members/${id}`)).available
  const { body: merge } = await ask<{ mergeId: string }>('/merges', { fromId: dora, intoId: cili })
  await follow()
  expect([await points(first), await points(second)]).toEqual([42, 0])
  // What the ledger says stands on the profile, whatever anybody else said of it; segments find people by it.
  const { traits } = await shop.read<{ traits: Record<string, unknown> }>(`/customers/${cili}`)
  expect(traits).toMatchObject({ loyalty_points: 42 })
  const definition = { kind: 'trait', path: 'loyalty_points', test: { is: 'between', from: 40, to: 45 } }
  const { body: found } = await ask<{ members: number }>('/segments/preview', { definition })
  expect(found.members).toBe(1)
  const undone = await shop.ask('POST', `/merges/${merge.mergeId}/undo`)
  expect(undone.status).toBeLessThan(300)
  await follow()
  expect([await points(first), await points(second)]).toEqual([30, 12])
})

test('another workspace reaches neither the programme nor its members', async () => {
  expect((await other.ask('GET', base)).status).toBe(404)
  expect((await other.ask('GET', `${base}/members/${memberId}`)).status).toBe(404)
  expect((await other.ask('POST', `${base}/earn`, { memberId, amountMinor: 100 })).status).toBe(404)
})

test('a person takes their ledger with them; forgotten, it says nothing of whose it was', async () => {
  const { workspaceId } = shop
  const taken = await inWorkspace(server.regulars.db, workspaceId, (tx) =>
    loyaltyPersonalData.export(tx, workspaceId, [anna]),
  )
  expect(taken.loyalty).toHaveLength(1)
  expect(taken.loyalty_ledger?.length).toBeGreaterThan(4)
  await inWorkspace(server.regulars.db, workspaceId, (tx) =>
    loyaltyPersonalData.erase(tx, { workspaceId, customerIds: [anna] }),
  )
  expect(await shop.read<Member>(`${base}/members/${memberId}`)).toMatchObject({ customerId: null, birthday: null })
})
