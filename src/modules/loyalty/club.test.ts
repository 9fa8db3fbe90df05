import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CustomerPage, TimelinePage } from '#contract/customers'
import type { PlayList } from '#contract/journeys'
import type {
  LoyaltyBoard,
  LoyaltyCauses,
  LoyaltyInvitations,
  LoyaltyInvited,
  LoyaltyPlans,
} from '#contract/loyalty-club'
import { inWorkspace } from '#platform/postgres'
import { fakeClock } from '#testing'
import { signIn } from '../../testing/sign-in.ts'
import { owner, startTestServer } from '../../testing/start-test-server.ts'
import { joinProgramme, mergeMembers, moveLoyalty, type Place } from './index.ts'
import { payPlan } from './plans/pay-plan.ts'
import { runPlans } from './plans/run-plans.ts'
import { startStripePeer, stripeKey } from './plans/stripe/testing/stripe-peer.ts'

const clock = fakeClock('2026-06-10T10:00:00Z')
const stripe = await startStripePeer()
afterAll(() => stripe.stop())
const server = await startTestServer({ stripeUrl: stripe.url, allowPrivateHosts: [stripe.host] }, { clock })
const shop = await server.openShop()
const programmeId = '0197a000-0000-7000-8000-0000000000c1'
const base = `/loyalty/programmes/${programmeId}`
const rules = {
  earn: [{ id: 'base', points: 1, perMinor: 100 }],
  multipliers: [{ id: 'plus', factor: 2, plans: ['plus'] }],
  tiers: {
    mode: 'lifetime_points',
    levels: [
      { id: 'basic', min: 0 },
      { id: 'gold', min: 500 },
      { id: 'VIP', min: 0, byInvitation: true },
    ],
  },
  rewards: [
    { id: 'mug', name: 'A mug', cost: 50 },
    { id: 'dinner', name: 'Dinner with the chef', cost: 0, byInvitation: true },
  ],
  causes: [{ id: 'trees', name: 'Trees for the park', pointValueMinor: 2, goalPoints: 1000 }],
  leaderboard: { by: 'points', period: 'month', places: 3 },
  plans: [{ id: 'plus', name: 'Plus', priceMinor: 500, every: 'month', points: 10, monthlyReward: 'mug', tier: 'VIP' }],
}
type Member = { memberId: string; available: number; tier: string | null; reason?: string }

const ask = async <T = { reason: string }>(path: string, body: unknown, key?: string, method = 'POST') => {
  const answer = await shop.ask(method, `${base}${path}`, body, key === undefined ? {} : { 'idempotency-key': key })
  const text = await answer.text()
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as T }
}
const member = async (reference: string) => (await ask<Member>('/members', { reference })).body.memberId
const stateOf = (memberId: string) => shop.read<Member>(`${base}/members/${memberId}`)
const ledgerHolds = async () => {
  const answer = await shop.ask('POST', '/loyalty/ledger/verify')
  const { checks } = (await answer.json()) as { checks: { rule: string; broken: number }[] }
  expect(checks.filter(({ broken }) => broken > 0)).toEqual([])
}

beforeAll(async () => {
  const made = await shop.ask('POST', '/loyalty/programmes', { programmeId, name: 'Club', rules })
  expect(made.status).toBe(201)
})

test('points go to a cause at what they are worth then, and every card says what came of them', async () => {
  const anna = await member('anna')
  await ask('/grant', { memberId: anna, points: 100 })
  const given = await ask('/donate', { memberId: anna, causeId: 'trees', points: 30 }, 'd1')
  expect(given.body).toMatchObject({ points: 30, valueMinor: 60 })
  expect((await ask('/donate', { memberId: anna, causeId: 'trees', points: 30 }, 'd1')).body).toEqual(given.body)
  expect((await ask('/donate', { memberId: anna, causeId: 'trees', points: 90 })).body.reason).toBe('not_enough_points')
  expect((await ask('/donate', { memberId: anna, causeId: 'whales', points: 1 })).body.reason).toBe('cause_not_found')
  await shop.ask('PATCH', base, { rules: { ...rules, causes: [{ ...rules.causes[0], pointValueMinor: 10 }] } })
  await ask('/donate', { memberId: anna, causeId: 'trees', points: 5 })
  await ask('/causes/trees/news', { text: 'Twelve trees stand by the stream.', paidMinor: 100 })
  const { causes } = await shop.read<LoyaltyCauses>(`${base}/causes`)
  expect(causes[0]).toMatchObject({ points: 35, valueMinor: 110, givers: 1, paidMinor: 100 })
  expect(causes[0]?.news[0]).toMatchObject({ text: 'Twelve trees stand by the stream.' })
  expect((await stateOf(anna)).available).toBe(65)
  await ledgerHolds()
})

test('only who asked for it is on the leaderboard, by a nickname; who has as much shares the place', async () => {
  const names: Record<string, number> = { bea: 40, cili: 25, dora: 25, eva: 10 }
  for (const [name, points] of Object.entries(names)) await ask('/grant', { memberId: await member(name), points })
  const call = async (name: string, nickname: string | null) =>
    (await ask(`/members/${await member(name)}/nickname`, { nickname }, undefined, 'PUT')).body.reason ?? 'kept'
  expect(await call('bea', 'Queen B')).toBe('kept')
  expect(await call('cili', 'queen-b!')).toBe('nickname_taken')
  expect(await call('cili', 'cili@example.com')).toBe('nickname_unusable')
  expect(await call('cili', 'Cili')).toBe('kept')
  expect(await call('dora', 'Dóra')).toBe('kept')
  const board = await shop.read<LoyaltyBoard>(`${base}/leaderboard`)
  expect(board).toMatchObject({ since: '2026-06-01T00:00:00Z', entered: 3 })
  expect(board.rows.map(({ place, isShared, nickname, score }) => [place, isShared, nickname, score])).toEqual([
    [1, false, 'Queen B', 40],
    [2, true, 'Cili', 25],
    [2, true, 'Dóra', 25],
  ])
  await ask(`/members/${await member('cili')}/nickname/hide`, undefined)
  expect(await call('cili', 'Cili')).toBe('nickname_refused')
  expect(await call('dora', null)).toBe('kept')
  expect((await shop.read<LoyaltyBoard>(`${base}/leaderboard`)).rows).toHaveLength(1)
  clock.set('2026-07-02T10:00:00Z')
  expect((await shop.read<LoyaltyBoard>(`${base}/leaderboard`)).rows).toEqual([])
})

test('a level and a reward by invitation are held by who was invited, until it is withdrawn', async () => {
  const fred = await member('fred')
  await ask('/grant', { memberId: fred, points: 600 })
  expect((await stateOf(fred)).tier).toBe('gold')
  expect((await ask('/claim', { memberId: fred, rewardId: 'dinner' })).body.reason).toBe('reward_by_invitation')
  const { body: vip } = await ask<LoyaltyInvited>('/invitations', { kind: 'tier', target: 'VIP', most: 1 })
  const { body: dinner } = await ask<LoyaltyInvited>('/invitations', { kind: 'reward', target: 'dinner' })
  const accept = (memberId: string, code = '') => ask('/invitations/accept', { memberId, code: code.toLowerCase() })
  await accept(fred, vip.link?.code)
  expect((await stateOf(fred)).tier).toBe('VIP')
  expect((await accept(await member('gabi'), vip.link?.code)).body.reason).toBe('invitation_over')
  await accept(fred, dinner.link?.code)
  expect((await ask('/claim', { memberId: fred, rewardId: 'dinner' })).status).toBe(200)
  await shop.ask('DELETE', `${base}/invitations/${vip.link?.invitationId}`)
  await moveLoyalty({ ...server.regulars, seal: server.regulars.auditSeal })
  expect((await stateOf(fred)).tier).toBe('gold')
})

test('nobody joins a programme by invitation without one, and is told so kindly', async () => {
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({ batch: [{ type: 'identify', userId: 'hana', traits: { name: 'Hana' } }] }),
  })
  await server.settle()
  const hana = (await shop.read<CustomerPage>('/customers?search=hana')).customers[0]?.customerId ?? ''
  await shop.ask('PATCH', base, { rules: { ...rules, byInvitation: true } })
  const page = await (await fetch(`${server.url}/j/${programmeId}?lang=en`)).text()
  expect(page).toContain('This club is by invitation.')
  const join = async (invite: string) => {
    const form = /name="form" value="([^"]+)"/.exec(
      await (await fetch(`${server.url}/j/${programmeId}?lang=en&invite=${invite}`)).text(),
    )?.[1]
    clock.advance({ seconds: 5 })
    const body = new URLSearchParams({ form: form ?? '', invitation: invite })
    const url = `${server.url}/j/${programmeId}?lang=en`
    const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' })
    return { status: answer.status, text: await answer.text() }
  }
  expect((await shop.ask('POST', '/plays/invitation/use', { locale: 'hu' })).status).toBe(201)
  const { plays } = await shop.read<PlayList>('/plays')
  expect(plays.find(({ key }) => key === 'invitation')).toMatchObject({
    needs: [{ what: 'invitations', met: true }, { met: false }],
    goal: { event: 'Loyalty Joined' },
    journeyId: expect.any(String),
  })
  const refused = await join('NOBODYHASIT1')
  expect(refused).toMatchObject({ status: 400, text: expect.stringContaining('This programme is by invitation.') })
  const { body: invited } = await ask<LoyaltyInvited>('/invitations', { kind: 'programme', customerIds: [hana] })
  expect(invited).toMatchObject({ link: null, invited: 1, known: 0, holding: 0 })
  expect((await ask<LoyaltyInvited>('/invitations', { kind: 'programme', customerIds: [hana] })).body.known).toBe(1)
  await server.settle()
  const timeline = await shop.read<TimelinePage>(`/customers/${hana}/timeline`)
  expect(JSON.stringify(timeline)).toContain('Loyalty Invited')
  const { invitations } = await shop.read<LoyaltyInvitations>(`${base}/invitations`)
  const own = invitations.find(({ customerId }) => customerId === hana)
  expect(own).toMatchObject({ name: 'Hana', used: 0, most: 1 })
  expect((await join(own?.code ?? '')).status).toBe(303)
  expect((await join(own?.code ?? '')).status).toBe(400)
  const { body: joined } = await ask<Member>('/members', { customerId: hana })
  const named = await ask<LoyaltyInvited>('/invitations', { kind: 'tier', target: 'VIP', customerIds: [hana] })
  expect(named.body).toMatchObject({ invited: 1, holding: 1 })
  expect((await stateOf(joined.memberId)).tier).toBe('VIP')
  await shop.ask('PATCH', base, { rules })
})

test('a plan paid at the till multiplies, gives its points and a reward each month, and ends when nothing more is paid', async () => {
  clock.set('2026-07-02T11:00:00Z')
  const ida = await member('ida')
  const paid = await ask<{ until: string }>('/plans/pay', { memberId: ida, planId: 'plus' }, 'p1')
  expect(paid.body.until).toBe('2026-08-02T11:00:00Z')
  expect((await ask('/plans/pay', { memberId: ida, planId: 'plus' }, 'p1')).body).toEqual(paid.body)
  const earned = await ask<{ points: number; multipliers: string[] }>('/earn', { memberId: ida, amountMinor: 1000 })
  expect(earned.body).toMatchObject({ points: 20, multipliers: ['plus'] })
  const plan = { planId: 'plus', name: 'Plus', isCancelled: false }
  expect(await stateOf(ida)).toMatchObject({ available: 30, tier: 'VIP', plan })
  const vouchers = () =>
    inWorkspace(server.regulars.db, shop.workspaceId, async (tx) => {
      const { rows } = await sql`select from loyalty_vouchers where member_id = ${ida} and reward_id = 'mug'`.execute(
        tx,
      )
      return rows.length
    })
  expect(await vouchers()).toBe(1)
  await ask('/plans/pay', { memberId: ida, planId: 'plus' }, 'p2')
  clock.set('2026-08-03T10:00:00Z')
  await runPlans(server.regulars)
  await runPlans(server.regulars)
  expect(await vouchers()).toBe(2)
  clock.set('2026-09-03T10:00:00Z')
  await runPlans(server.regulars)
  const after = await ask<{ points: number }>('/earn', { memberId: ida, amountMinor: 1000 })
  expect(after.body.points).toBe(10)
  expect((await stateOf(ida)).tier).toBe('basic')
  const csv = async (part: string) => await (await shop.ask('GET', `${base}/${part}?format=csv`)).text()
  expect(await csv('plans')).toContain(',Plus,2026-07-02T11:00:00.000Z,')
  for (const part of ['causes', 'leaderboard', 'invitations'])
    expect((await csv(part)).split(',').length).toBeGreaterThan(4)
  const { plans } = await shop.read<LoyaltyPlans>(`${base}/plans`)
  expect(plans[0]).toMatchObject({ members: 0, everMinor: 1000, factor: 2, reward: 'A mug' })
  await ledgerHolds()
})

test('Stripe collects: late, twice, out of order and forged; cancelling tells Stripe first', async () => {
  const manager = await signIn(server.url, owner)
  expect((await manager('PUT', '/loyalty/billing/stripe', { secretKey: 'sk_test_wrong1234' })).status).toBe(409)
  expect((await manager('PUT', '/loyalty/billing/stripe', { secretKey: stripeKey })).status).toBe(204)
  const settings = await (await manager('GET', '/loyalty/billing/stripe')).json()
  expect(settings).toMatchObject({ isOn: true, isTest: true })
  expect(JSON.stringify(settings)).not.toContain(stripeKey)
  const form = /name="form" value="([^"]+)"/.exec(await (await fetch(`${server.url}/j/${programmeId}?lang=en`)).text())
  clock.advance({ seconds: 5 })
  const url = `${server.url}/j/${programmeId}?lang=en`
  const joined = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ form: form?.[1] ?? '' }),
    redirect: 'manual',
  })
  const card = server.url + (joined.headers.get('location') ?? '')
  const pay = await fetch(`${card}/plan`, { method: 'POST', body: new URLSearchParams({ plan: 'plus' }) })
  expect(await pay.text()).toContain('https://checkout.stripe.com/c/pay/cs_test_1')
  const session = stripe.last('/v1/checkout/sessions')?.form ?? {}
  expect(session).toMatchObject({
    mode: 'subscription',
    'line_items[0][price_data][unit_amount]': '500',
    'line_items[0][price_data][currency]': 'eur',
    'line_items[0][price_data][recurring][interval]': 'month',
  })
  const memberId = session.client_reference_id ?? ''
  const metadata = { programme: programmeId, member: memberId, plan: 'plus' }
  const endsAt = (iso: string) => [{ current_period_end: Temporal.Instant.from(iso).epochMilliseconds / 1000 }]
  const subscription = { id: 'sub1', customer: 'cus_1', status: 'active', metadata }
  stripe.subscribe({ ...subscription, items: { data: endsAt('2026-10-03T10:00:00Z') } })
  const invoice = (id: string) => ({
    id,
    object: 'invoice',
    amount_paid: 500,
    parent: { subscription_details: { subscription: 'sub1' } },
  })
  const tell = (type: string, object: object) => stripe.tell(type, object, clock.now())
  expect(await stripe.tell('invoice.paid', invoice('in_1'), clock.now(), 'whsec_forged123')).toBe(400)
  expect(await stripe.tell('invoice.paid', invoice('in_1'), clock.now().subtract({ minutes: 6 }))).toBe(400)
  expect((await stateOf(memberId)).tier).toBe('basic')
  expect(await tell('customer.subscription.updated', { id: 'sub1' })).toBe(200)
  expect(await Promise.all([tell('invoice.paid', invoice('in_1')), tell('invoice.paid', invoice('in_1'))])).toEqual([
    200, 200,
  ])
  expect(await stateOf(memberId)).toMatchObject({ tier: 'VIP', available: 10 })
  stripe.subscribe({ ...subscription, items: { data: endsAt('2026-11-03T10:00:00Z') } })
  expect(await tell('invoice.paid', invoice('in_2'))).toBe(200)
  expect(await tell('invoice.paid', invoice('in_1'))).toBe(200)
  expect(await tell('charge.succeeded', { id: 'ch_1' })).toBe(200)
  const { plans } = await shop.read<LoyaltyPlans>(`${base}/plans`)
  expect(plans[0]).toMatchObject({ members: 1, leaving: 0, everMinor: 2000 })
  const shown = async () => await (await fetch(card)).text()
  expect(await shown()).toContain('Renewed on 3 Nov 2026.')
  await fetch(`${card}/plan-cancel`, { method: 'POST' })
  expect(stripe.last('/v1/subscriptions/sub1')).toMatchObject({ form: { cancel_at_period_end: 'true' } })
  expect(await shown()).toContain('Ends on 3 Nov 2026.')
  await ledgerHolds()
})

test('a fee refunded at Stripe, or taken by the bank, takes back what it paid for; a bank that decides for the shop gives it back', async () => {
  const memberId = await member('jana')
  const metadata = { programme: programmeId, member: memberId, plan: 'plus' }
  const ends = clock.now().add({ hours: 24 * 30 }).epochMilliseconds / 1000
  const items = { data: [{ current_period_end: Math.floor(ends) }] }
  stripe.subscribe({ id: 'sub2', customer: 'cus_2', status: 'active', metadata, items })
  const parent = { subscription_details: { subscription: 'sub2' } }
  stripe.answers('/v1/invoices/in_j', { id: 'in_j', object: 'invoice', amount_paid: 500, parent })
  const intent = '/v1/invoice_payments?payment%5Btype%5D=payment_intent&payment%5Bpayment_intent%5D=pi_j'
  stripe.answers(intent, { object: 'list', data: [{ object: 'invoice_payment', invoice: 'in_j' }] })
  const charge = (amount_refunded: number) =>
    stripe.answers('/v1/charges/ch_j', {
      id: 'ch_j',
      object: 'charge',
      amount: 500,
      amount_refunded,
      payment_intent: 'pi_j',
    })
  const dispute = (status: string) =>
    stripe.answers('/v1/disputes/du_j', { id: 'du_j', object: 'dispute', amount: 500, charge: 'ch_j', status })
  const tell = (type: string, id: string) => stripe.tell(type, { id }, clock.now())
  const standing = async () => {
    const { plans } = await shop.read<LoyaltyPlans>(`${base}/plans`)
    const { available, tier } = await stateOf(memberId)
    return [available, tier, plans[0]?.everMinor]
  }
  const before = (await shop.read<LoyaltyPlans>(`${base}/plans`)).plans[0]?.everMinor ?? 0

  // The refund of a part is told before the payment itself is.
  charge(200)
  expect(await tell('charge.refunded', 'ch_j')).toBe(200)
  expect(await standing()).toEqual([10, 'VIP', before + 300])
  expect(await tell('charge.refunded', 'ch_j')).toBe(200)
  charge(0)
  await tell('charge.refunded', 'ch_j')
  expect(await standing()).toEqual([10, 'VIP', before + 500])
  dispute('warning_needs_response')
  await tell('charge.dispute.created', 'du_j')
  expect(await standing()).toEqual([10, 'VIP', before + 500])
  dispute('needs_response')
  expect(await Promise.all([tell('charge.dispute.created', 'du_j'), tell('charge.dispute.created', 'du_j')])).toEqual([
    200, 200,
  ])
  expect(await standing()).toEqual([0, 'basic', before])
  expect(await shop.read<{ plan: unknown }>(`${base}/members/${memberId}`)).toMatchObject({ plan: null })
  dispute('won')
  await tell('charge.dispute.closed', 'du_j')
  expect(await standing()).toEqual([10, 'VIP', before + 500])
  charge(500)
  await tell('charge.refunded', 'ch_j')
  expect(await standing()).toEqual([0, 'basic', before])
  const { lines } = await shop.read<{ lines: { kind: string }[] }>(`${base}/members/${memberId}/history`)
  expect(lines.filter(({ kind }) => kind.startsWith('plan_re'))).toHaveLength(5)
  await ledgerHolds()
})

test('members become one while their plans are paid, however often at once', async () => {
  const { regulars } = server
  const place: Place = { workspaceId: shop.workspaceId, programmeId, actor: { kind: 'system' } }
  const join = async (reference: string) => (await joinProgramme(regulars, place, { reference })).memberId
  const round = async (name: string) => {
    const [fromId, intoId] = [await join(`${name} from`), await join(`${name} into`)]
    const pay = (memberId: string, key: string) => payPlan(regulars, place, { memberId, planId: 'plus', key })
    await pay(fromId, `${name} 1`)
    await Promise.all([
      pay(fromId, `${name} 2`),
      mergeMembers(regulars, place, { fromId, intoId }),
      pay(intoId, `${name} 3`),
      runPlans(regulars),
    ])
    return intoId
  }
  const kept = await Promise.all(Array.from({ length: 12 }, (_, i) => round(`round ${i}`)))
  for (const memberId of kept) expect(await stateOf(memberId)).toMatchObject({ tier: 'VIP', plan: { planId: 'plus' } })
  await ledgerHolds()
})
