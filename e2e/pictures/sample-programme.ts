import type { Known, Shop } from './ask.ts'

/** A programme with some members, and a guest who has just joined it: what owners, guests and tills see. */
export async function openProgramme(
  shop: Shop,
  customers: Known[],
): Promise<{ programmeId: string; pages: [name: string, path: string][] }> {
  const { url, post, ask } = shop
  const put = (path: string, body: object) => ask('PUT', path, JSON.stringify(body))
  const rules = {
    stamps: { required: 8, welcome: 2 },
    earn: [
      { id: 'base', points: 1, perMinor: 100 },
      { id: 'hello', when: 'sign_up', points: 60 },
    ],
    expiry: { kind: 'months_then_end_of_month', n: 12 },
    tiers: {
      mode: 'lifetime_points',
      levels: [
        { id: 'Silver', min: 0 },
        { id: 'Gold', min: 200 },
        { id: 'Friends of the house', min: 0, byInvitation: true },
      ],
    },
    rewards: [
      { id: 'cup', name: 'A cup of tea', cost: 50 },
      { id: 'tin', name: 'A tin of biscuits', text: 'Any from the shelf', cost: 150 },
      { id: 'film', name: 'A cinema ticket', cost: 120, kind: 'partner', fromList: true },
      { id: 'summer', name: 'Ten per cent off', cost: 90, kind: 'percent', percent: 10, publicCode: 'SUMMER10' },
      { id: 'dinner', name: 'Dinner with the cook', cost: 0, kind: 'experience', byInvitation: true },
    ],
    exclude: { categories: ['Gift vouchers'], giftCards: true, tags: ['staff'] },
    cashback: { percent: 1.5, maxMinor: 500 },
    birthday: { points: 50 },
    referral: { referrerPoints: 100, refereePoints: 50, minOrderMinor: 1000, pendingDays: 60 },
    multipliers: [{ id: 'plus', factor: 2, plans: ['plus'] }],
    causes: [
      {
        id: 'trees',
        name: 'Trees for the park',
        text: 'A tree for every ten of us.',
        pointValueMinor: 2,
        goalPoints: 500,
      },
    ],
    leaderboard: { by: 'points', period: 'month', places: 5 },
    plans: [
      {
        id: 'plus',
        name: 'Tea club',
        text: 'For who drops in every day.',
        priceMinor: 900,
        every: 'month',
        monthlyReward: 'cup',
      },
    ],
    challenges: [
      { id: 'five', name: 'Five visits in a month', count: 5, days: 30, points: 50 },
      { id: 'streak', name: 'Four weeks in a row', goal: 'weeks', count: 4, points: 30, repeats: true },
    ],
  }
  const { programmeId } = await post<{ programmeId: string }>('/loyalty/programmes', { name: 'Regulars', rules })
  const members: string[] = []
  for (const [at, { customerId }] of customers.slice(0, 14).entries()) {
    const path = `/loyalty/programmes/${programmeId}`
    const { memberId } = await post<{ memberId: string }>(`${path}/members`, { customerId })
    members.push(memberId)
    const points = 40 * (1 + (at % 5))
    await post(`${path}/grant`, { memberId, points, reason: 'Welcome back' })
    if (at < 6) await put(`${path}/members/${memberId}/nickname`, { nickname: `Table ${at + 1}` })
    if (at < 3) await post(`${path}/donate`, { memberId, causeId: 'trees', points: 20 + at })
    if (at === 1) await post(`${path}/plans/pay`, { memberId, planId: 'plus' })
    // So often within an hour that oversight asks about it.
    if (at === 0) for (let n = 0; n < 4; n++) await post(`${path}/earn`, { memberId, amountMinor: 1200 })
  }
  const base = `/loyalty/programmes/${programmeId}`
  // Two who pay with one card: their referral waits for a look.
  const [referrerId, refereeId] = members.slice(2)
  await post(`${base}/referrals`, { referrerId, refereeId })
  for (const memberId of [referrerId, refereeId])
    await post(`${base}/earn`, { memberId, amountMinor: 2400, paidWith: 'a card of theirs' })
  await post(`${base}/causes/trees/news`, { text: 'Twelve young trees stand by the stream.', paidMinor: 100 })
  await post(`${base}/invitations`, { kind: 'reward', target: 'dinner', most: 10, note: 'For the summer party' })
  await post(`${base}/invitations`, {
    kind: 'tier',
    target: 'Friends of the house',
    customerIds: [customers[0]?.customerId],
  })
  const joinPage = `${url}/j/${programmeId}`
  const pages: [name: string, path: string][] = [
    ['loyalty-join', `/j/${programmeId}`],
    ['loyalty-poster', `/j/${programmeId}/poster?size=a5`],
    ['loyalty-card', await join(`${joinPage}?lang=en`)],
    ['loyalty-card-persian', await join(`${joinPage}?lang=fa`)],
    ['loyalty-card-hungarian', await join(`${joinPage}?lang=hu`)],
    ['loyalty-card-phone', await join(joinPage, '+36301234599')],
    ['loyalty-till', '/till'],
  ]
  return { programmeId, pages }
}

/** The card that somebody gets who joins by the poster, with an address of theirs or without. */
async function join(page: string, contact = ''): Promise<string> {
  const shown = await (await fetch(page)).text()
  const form = /name="form" value="([^"]+)"/.exec(shown)?.[1] ?? ''
  // Nobody reads a page and answers it faster.
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const body = new URLSearchParams({ form, contact })
  const joined = await fetch(page, { method: 'POST', body, redirect: 'manual' })
  return joined.headers.get('location') ?? '/c/nobody'
}
