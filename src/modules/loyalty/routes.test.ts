import { beforeAll, expect, test } from 'vitest'
import type { CustomerPage, TimelinePage } from '#contract/customers'
import type { LoyaltyMember } from '#contract/loyalty'
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
    cashTakenMinor: 0,
    cashReturnedMinor: 0,
    creditsTaken: 0,
    pointsReturned: 0,
    referralTaken: 0,
    rewardsTaken: 0,
    stampsTaken: 0,
    surpriseTaken: 0,
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

test('figures beyond all sense are refused in words, never reckoned with', async () => {
  const earn = (rule: object) => [{ id: 'base', perMinor: 1, ...rule }]
  const thousandfold = ['a', 'b', 'c'].map((id) => ({ id, factor: 1000 }))
  const many = Array.from({ length: 3 }, (_, i) => ({ id: `visit${i}`, points: 500_000_000 }))
  const absurd: [object, string][] = [
    [{ earn: earn({ points: 1e12 }) }, 'invalid_input'],
    [{ earn: earn({ points: 1e9 }) }, 'rules_too_generous'],
    [{ earn: earn({ points: 1, perMinor: 100 }), multipliers: thousandfold }, 'rules_too_generous'],
    [{ earn: many }, 'rules_too_generous'],
    [{ expiry: { kind: 'inactivity_days', n: 36_500, enabledAt: '9999-12-31T00:00:00Z' } }, 'invalid_input'],
    [{ tiers: { mode: 'every_days_active', everyDays: 1e9, levels: [{ id: 'low', min: 0 }] } }, 'invalid_input'],
  ]
  for (const [rules, reason] of absurd) {
    const refusals = [
      await ask('/loyalty/programmes', { name: 'Absurd', rules }),
      await ask(`${base}/replays`, { rules }),
      await shop.ask('PATCH', base, { rules }).then(async (answer) => ({
        status: answer.status,
        body: await answer.json(),
      })),
    ]
    for (const refusal of refusals) expect(refusal).toMatchObject({ status: 400, body: { reason } })
  }
  const inHungarian = await shop.ask(
    'POST',
    '/loyalty/programmes',
    { name: 'Absurd', rules: { earn: many } },
    { 'accept-language': 'hu' },
  )
  expect(((await inHungarian.json()) as { detail: string }).detail).toContain('pontot hozhatna')

  // The most that is taken for sense.
  const rules = { earn: earn({ points: 1000 }), redeem: { points: 1, amountMinor: 1e12 }, cashback: { percent: 100 } }
  const made = await ask<{ programmeId: string }>('/loyalty/programmes', { name: 'Generous', rules })
  const generous = `/loyalty/programmes/${made.body.programmeId}`
  const { memberId: bela } = (await ask<Member>(`${generous}/members`, { reference: 'bela' })).body
  const beyond = { status: 400, body: { reason: 'figures_too_large' } }
  for (const path of ['quote', 'earn'])
    expect(await ask(`${generous}/${path}`, { memberId: bela, amountMinor: 1e12 })).toMatchObject(beyond)
  expect((await ask(`${generous}/earn`, { memberId: bela, amountMinor: 1e6 })).body).toMatchObject({ points: 1e9 })
  const paid = { memberId: bela, amountMinor: 1000, pointsUsed: 2 }
  expect(await ask(`${generous}/earn`, paid)).toMatchObject(beyond)
  expect((await ask(`${generous}/redeem`, { memberId: bela, points: 1e9 })).body).toMatchObject({
    points: 1,
    discountMinor: 1e12,
  })
  const dates = [
    ['earn', { memberId: bela, amountMinor: 1, occurredAt: '0000-01-01T00:00:00Z' }],
    ['members', { reference: 'cili', birthday: '0000-01-01' }],
    ['grant', { memberId: bela, points: 1, expiresAt: '9999-12-31T23:59:59-14:00' }],
  ] as const
  for (const [path, body] of dates)
    expect(await ask(`${generous}/${path}`, body)).toMatchObject({ status: 400, body: { reason: 'invalid_input' } })
  expect((await shop.read<Member>(`${generous}/members/${bela}`)).available).toBe(1e9 - 1)
  expect((await shop.ask('PATCH', generous, { status: 'archived' })).status).toBe(200)
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
  // Whom the page counts, its lists name.
  for (const only of ['tier', 'lapsed'] as const) {
    const named = (await shop.read<LoyaltyMemberList>(`${base}/member-list?only=${only}`)).members
    expect(named).toHaveLength(overview.waiting[only])
  }
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
    timestamp?: string,
  ): Promise<void> => {
    const told = { type: 'track', userId: 'bela', event, properties, messageId, timestamp }
    await fetch(`${server.url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({ batch: [told] }),
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
  // Told in the wrong order: cancelled before it was completed.
  clock.advance({ minutes: 10 })
  await tell(shop.serverKey, 'Order Cancelled', { order_id: 'w9' })
  const before = clock.now().subtract({ minutes: 5 }).toString()
  await tell(shop.serverKey, 'Order Completed', { order_id: 'w9', total: 40 }, 'm9', before)
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

  // An event that a rule names earns for members also where orders do not earn by themselves.
  const review = { id: 'review', points: 25, when: 'Review Submitted' }
  const { body: second } = await ask<{ programmeId: string }>('/loyalty/programmes', {
    name: 'Reviews',
    rules: { earn: [review] },
  })
  const reviews = `/loyalty/programmes/${second.programmeId}`
  const { members } = await shop.read<LoyaltyMemberList>(`${web}/member-list`)
  await ask(`${reviews}/members`, { customerId: members[0]?.customerId })
  await tell(shop.serverKey, 'Review Submitted', { product: 'hat' })
  await tell(shop.serverKey, 'Order Completed', { order_id: 'w3', total: 40 })
  expect((await shop.read<LoyaltyMemberList>(`${reviews}/member-list`)).members[0]?.available).toBe(25)
})

test('gift cards, left-out categories and tagged customers earn nothing: asked at a till, ordered, refunded and tried over the past', async () => {
  const plain = { earn: [{ id: 'base', points: 1, perMinor: 100 }], orders: { who: 'everyone' } }
  const rules = { ...plain, exclude: { categories: ['Tobacco'], giftCards: true, tags: ['staff'] } }
  const { body: made } = await ask<{ programmeId: string }>('/loyalty/programmes', { name: 'Kiosk', rules })
  const kiosk = `/loyalty/programmes/${made.programmeId}`
  const tell = async (event: string, properties: object): Promise<void> => {
    const body = { batch: [{ type: 'track', userId: 'cili', event, properties, messageId: crypto.randomUUID() }] }
    const headers = { authorization: `Basic ${btoa(`${shop.serverKey}:`)}` }
    await fetch(`${server.url}/v1/batch`, { method: 'POST', headers, body: JSON.stringify(body) })
    await server.settle()
    await moveLoyalty({ db: server.regulars.db, clock, seal: server.regulars.auditSeal, onWritten: () => {} })
  }
  const products = [
    { sku: 'tea', price: 30, quantity: 1 },
    { sku: 'pipe', price: 50, quantity: 1, category: 'Tobacco > Pipes' },
    { sku: 'card', price: 20, quantity: 1, gift_card: true },
  ]
  await tell('Order Completed', { order_id: 'k1', total: 100, products })
  const member = async () => (await shop.read<LoyaltyMemberList>(`${kiosk}/member-list`)).members[0]
  expect((await member())?.available).toBe(30)
  const { memberId: cili = '', customerId } = (await member()) ?? {}
  const items = [
    { sku: 'tea', qty: 1, amountMinor: 500 },
    // The catalogue knows what a pipe is and costs.
    { sku: 'pipe', qty: 1 },
  ]
  const quote = await ask(`${kiosk}/quote`, { memberId: cili, amountMinor: 5500, items })
  expect(quote.body).toMatchObject({ earns: { points: 5, nothing: [{ sku: 'pipe', because: 'category' }] } })
  // Half of it comes back, so does half of what earned.
  await tell('Order Refunded', { order_id: 'k1', total: 50 })
  expect((await member())?.available).toBe(15)

  const { body: tried } = await ask<LoyaltyReplay>(`${kiosk}/replays`, { rules: plain })
  const read = () => shop.read<LoyaltyReplay>(`${kiosk}/replays/${tried.replayId}`)
  await expect.poll(async () => (await read()).status, { timeout: 15_000 }).toBe('done')
  const { now, proposed, leftOut } = (await read()).result ?? {}
  expect([now?.points, proposed?.points, leftOut]).toEqual([30, 100, []])

  await shop.ask('PATCH', `/customers/${customerId}`, { tags: ['staff'] })
  await server.settle()
  const staff = await ask(`${kiosk}/quote`, { memberId: cili, amountMinor: 5500, items })
  expect(staff.body).toMatchObject({ earns: { points: 0, nothing: [{ sku: null, because: 'tag' }] } })
})

test('points wait until the shop tells of the parcel: the one order’s, or all of a customer’s; at the latest they wait for days', async () => {
  const rules = { earn: [{ id: 'base', points: 1, perMinor: 100 }], pending: { days: 14, until: 'Order Delivered' } }
  const { body: made } = await ask<{ programmeId: string }>('/loyalty/programmes', { name: 'Parcels', rules })
  const parcels = `/loyalty/programmes/${made.programmeId}`
  const { body: member } = await ask<Member>(`${parcels}/members`, { customerId: anna })
  const tell = async (key: string, properties: object): Promise<void> => {
    const body = { batch: [{ type: 'track', userId: 'anna', event: 'Order Delivered', properties }] }
    const headers = { authorization: `Basic ${btoa(`${key}:`)}` }
    await fetch(`${server.url}/v1/batch`, { method: 'POST', headers, body: JSON.stringify(body) })
    await server.settle()
    await moveLoyalty({ db: server.regulars.db, clock, seal: server.regulars.auditSeal, onWritten: () => {} })
  }
  const standing = async () => {
    const { available, pending } = await shop.read<LoyaltyMember>(`${parcels}/members/${member.memberId}`)
    return [available, pending]
  }
  for (const [order, amountMinor] of Object.entries({ p1: 1000, p2: 2000, p3: 3000 }))
    await ask(`${parcels}/earn`, { memberId: member.memberId, order, amountMinor })
  expect(await standing()).toEqual([0, 60])
  await tell(shop.writeKey, { order_id: 'p1' })
  expect(await standing()).toEqual([0, 60])
  await tell(shop.serverKey, { order_id: 'p1' })
  await tell(shop.serverKey, { order_id: 'p1' })
  expect(await standing()).toEqual([10, 50])
  // What was usable counts; what comes back of it counts no more.
  await ask(`${parcels}/refund`, { order: 'p1', amountMinor: 500 })
  await tell(shop.serverKey, {})
  expect(await standing()).toEqual([55, 0])
  const { checks } = await (await shop.ask('POST', '/loyalty/ledger/verify')).json()
  expect((checks as { broken: number }[]).filter(({ broken }) => broken > 0)).toEqual([])
})

test('a reward of a segment is shown to who belongs to it and claimed by nobody else', async () => {
  const segments = ['Neighbours', 'Complainers'].map((name) => ({ segmentId: crypto.randomUUID(), name }))
  for (const one of segments) await ask('/segments', { ...one, definition: null })
  const [near = '', upset = ''] = segments.map(({ segmentId }) => segmentId)
  const rewards = [{ id: 'bread', name: 'Bread', cost: 0, segments: [near], notSegments: [upset] }]
  const { body: made } = await ask<{ programmeId: string }>('/loyalty/programmes', {
    name: 'Street',
    rules: { rewards },
  })
  const street = `/loyalty/programmes/${made.programmeId}`
  const { body: member } = await ask<Member>(`${street}/members`, { customerId: anna })
  const offered = async () =>
    (await ask<{ rewards: object[] }>(`${street}/quote`, { memberId: member.memberId, amountMinor: 100 })).body.rewards
  const claim = () => ask<{ reason?: string }>(`${street}/claim`, { memberId: member.memberId, rewardId: 'bread' })
  const list = (segmentId: string) => shop.ask('PUT', `/segments/${segmentId}/list`, { add: [anna] })
  expect(await offered()).toEqual([])
  expect(await claim()).toMatchObject({ status: 409, body: { reason: 'reward_not_for_segment' } })
  await list(near)
  await expect.poll(offered, { timeout: 20_000 }).toEqual([{ rewardId: 'bread', name: 'Bread', cost: 0 }])
  expect((await claim()).status).toBe(200)
  await list(upset)
  await expect.poll(offered, { timeout: 20_000 }).toEqual([])
  expect(await claim()).toMatchObject({ body: { reason: 'reward_not_for_segment' } })
  const unknown = { rules: { rewards: [{ ...rewards[0], segments: [crypto.randomUUID()] }] } }
  expect((await shop.ask('PATCH', street, unknown)).status).toBe(404)
})

test('in a rollout by chance the control group are no members until the experiment ends', async () => {
  const made = await ask<{ experimentId: string }>('/experiments', {
    name: 'What it brings',
    audience: { kind: 'open' },
    arms: [
      { key: 'control', name: 'Waits', share: 50, isControl: true },
      { key: 'a', name: 'At once', share: 50, isControl: false },
    ],
    goal: { metric: { of: 'orders', measure: 'count' }, windowDays: 30 },
    test: 'sequential',
  })
  expect(made).toMatchObject({ status: 201 })
  const { experimentId } = made.body
  await ask(`/experiments/${experimentId}/start`, {})
  const rules = {
    earn: [{ id: 'base', points: 1, perMinor: 100 }],
    orders: { who: 'everyone' },
    rollout: { experimentId },
  }
  const { body: programme } = await ask<{ programmeId: string }>('/loyalty/programmes', { name: 'Rollout', rules })
  const everybody = Array.from({ length: 8 }, (_, n) => `guest-${n}`)
  const come = async (n: number): Promise<string[]> => {
    const batch = everybody.map((userId) => {
      const properties = { order_id: `${userId}-${n}`, total: 10 }
      return { type: 'track', userId, event: 'Order Completed', properties, messageId: `${userId}-${n}` }
    })
    const headers = { authorization: `Basic ${btoa(`${shop.serverKey}:`)}` }
    await fetch(`${server.url}/v1/batch`, { method: 'POST', headers, body: JSON.stringify({ batch }) })
    await server.settle()
    await moveLoyalty({ db: server.regulars.db, clock, seal: server.regulars.auditSeal, onWritten: () => {} })
    const { members } = await shop.read<LoyaltyMemberList>(`/loyalty/programmes/${programme.programmeId}/member-list`)
    return members.flatMap(({ customerId }) => customerId ?? []).sort()
  }
  const joined = await come(1)
  const { members } = await shop.read<{ members: { customerId: string; arm: string }[] }>(
    `/experiments/${experimentId}/members`,
  )
  expect(members).toHaveLength(8)
  expect(joined).toEqual(members.flatMap(({ customerId, arm }) => (arm === 'a' ? [customerId] : [])).sort())
  expect(await come(2)).toEqual(joined)
  await ask(`/experiments/${experimentId}/stop`, {})
  expect(await come(3)).toHaveLength(8)
})

test('two customers who become one are one member, with what both had; apart again they are two', async () => {
  // What a younger programme said of them is older than what this one says.
  clock.advance({ minutes: 1 })
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
  expect(taken.loyalty).toHaveLength(3)
  expect(taken.loyalty_ledger?.length).toBeGreaterThan(4)
  await inWorkspace(server.regulars.db, workspaceId, (tx) =>
    loyaltyPersonalData.erase(tx, { workspaceId, customerIds: [anna] }),
  )
  expect(await shop.read<Member>(`${base}/members/${memberId}`)).toMatchObject({ customerId: null, birthday: null })
})
