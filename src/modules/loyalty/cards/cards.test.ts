import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import type { TillDeed, TillSettings } from '#contract/loyalty-cards'
import type { LoyaltyFinding, TillFiguresAnswer } from '#contract/loyalty-oversight'
import type { CustomerMemberships, LoyaltyOverview } from '#contract/loyalty-reports'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { fakeClock } from '#testing'
import { signIn } from '../../../testing/sign-in.ts'
import { owner, type Shop, startTestServer } from '../../../testing/start-test-server.ts'
import { loyaltyPersonalData } from '../index.ts'
import { stepOf, writeCode } from './card-code.ts'
import { proofOf } from './give-contact.ts'
import { totpAt, totpKey } from './wallet/totp.ts'

const clock = fakeClock('2026-06-01T10:00:00Z')
const server = await startTestServer({}, { clock })
const shop = await server.openShop()
const other = await server.openShop({ name: 'Other' })
const manager = await signIn(server.url, owner)
let programmeId = ''
let personId = ''

async function openProgramme(of: Shop): Promise<string> {
  const rules = {
    stamps: { required: 3, welcome: 1 },
    earn: [{ id: 'base', points: 1, perMinor: 100 }],
    redeem: { points: 10, amountMinor: 100 },
    rewards: [
      { id: 'mug', name: 'A mug', cost: 50, stock: 5 },
      { id: 'hat', name: 'A hat', cost: 5000 },
      { id: 'tea', name: 'Tea for all', cost: 6000, publicCode: 'FREETEA', perMember: 1 },
      { id: 'cake', name: 'A printed cake', cost: 7000, fromList: true },
    ],
    plans: [{ id: 'club', name: 'Tea club', priceMinor: 900, points: 5 }],
    causes: [{ id: 'trees', name: 'Trees', pointValueMinor: 2 }],
    leaderboard: {},
    birthday: { points: 25 },
  }
  const made = await of.ask('POST', '/loyalty/programmes', { name: 'Regulars', rules })
  return ((await made.json()) as { programmeId: string }).programmeId
}

beforeAll(async () => {
  programmeId = await openProgramme(shop)
  const { staff } = (await (await manager('GET', '/loyalty/tills')).json()) as TillSettings
  personId = staff[0]?.personId ?? ''
  const limits = { maxStamps: 2, maxAmountMinor: 20_000, maxPerHour: 500 }
  await manager('PUT', `/loyalty/tills/pins/${personId}`, { pin: '2580', ...limits })
})

const html = async (path: string): Promise<string> => await (await fetch(server.url + path)).text()

async function openForm(of = programmeId): Promise<string> {
  return /name="form" value="([^"]+)"/.exec(await html(`/j/${of}?lang=en`))?.[1] ?? ''
}

async function join(fields: Record<string, string>, form?: string, of = programmeId, cookie = ''): Promise<Response> {
  const shown = form ?? (await openForm(of))
  if (form === undefined) clock.advance({ seconds: 5 })
  const body = new URLSearchParams({ form: shown, ...fields })
  return await fetch(`${server.url}/j/${of}?lang=en`, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { cookie },
  })
}

type Card = { path: string; number: string; cardId: string; memberId: string }

async function newCard(fields: Record<string, string> = {}, of: Shop = shop, programme = programmeId): Promise<Card> {
  const path = (await join(fields, undefined, programme)).headers.get('location') ?? ''
  const { rows } = await inWorkspace(server.regulars.db, of.workspaceId, (tx) =>
    sql<Omit<Card, 'path'>>`select number, card_id as "cardId", member_id as "memberId" from loyalty_cards
      where workspace_id = ${of.workspaceId} order by created_at desc, card_id desc limit 1`.execute(tx),
  )
  const [row] = rows
  if (!row) throw new Error('no card was made')
  return { path, ...row }
}

const codeOf = ({ cardId }: Card, of: Shop = shop): string =>
  writeCode(server.secret, of.workspaceId, cardId, stepOf(clock.now()))

type Answer = { status: number; reason: string; detail: string; html: string; said: string; done: unknown[] }

/** A till of its own, signed in by PIN. */
async function openTill() {
  const made = await manager('POST', '/loyalty/tills/devices', { programmeId, name: 'Counter' })
  const { pairingUrl, deviceId } = (await made.json()) as { pairingUrl: string; deviceId: string }
  const paired = await fetch(pairingUrl, { method: 'POST', redirect: 'manual' })
  const device = paired.headers.get('set-cookie')?.split(';')[0] ?? ''
  const send = (pin: string) =>
    fetch(`${server.url}/till/sign-in`, {
      method: 'POST',
      body: new URLSearchParams({ person: personId, pin }),
      headers: { cookie: device, 'accept-language': 'en' },
      redirect: 'manual',
    })
  const cookies = { all: device }
  const enter = async (pin = '2580') => {
    const answer = await send(pin)
    cookies.all = `${device}; ${answer.headers.get('set-cookie')?.split(';')[0] ?? ''}`
    return answer
  }
  await enter()
  const ask = async (path: string, body: unknown): Promise<Answer> => {
    const answer = await fetch(`${server.url}/till/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', cookie: cookies.all },
    })
    return { ...((await answer.json()) as Answer), status: answer.status }
  }
  const find = (text: string) => ask('find', { text })
  const act = (deed: Partial<TillDeed>, more: object = {}) => ask('do', { key: newId(), deed, ...more })
  const page = async () => await (await fetch(`${server.url}/till`, { headers: { cookie: cookies.all } })).text()
  return { deviceId, pairingUrl, send, enter, ask, find, act, page }
}

const ticketIn = ({ html: shown }: Answer): string => /data-ticket="([^"]*)"/.exec(shown)?.[1] ?? ''
const lastIn = ({ html: shown }: Answer): string => /data-undo="([^"]*)"/.exec(shown)?.[1] ?? ''
const state = (memberId: string) =>
  shop.read<{ available: number; stamps: number; rewardsReady: number; customerId: string | null }>(
    `/loyalty/programmes/${programmeId}/members/${memberId}`,
  )

async function expectWholeLedger(): Promise<void> {
  const verdict = await shop.ask('POST', '/loyalty/ledger/verify')
  const { checks } = (await verdict.json()) as { checks: { rule: string; broken: number }[] }
  expect(checks.filter(({ broken }) => broken > 0)).toEqual([])
}

describe('joining', () => {
  test('a form answered faster than anybody reads, or whose hidden field was filled in, makes no card', async () => {
    const form = await openForm()
    expect((await join({}, form)).status).toBe(400)
    clock.advance({ seconds: 5 })
    expect((await join({ website: 'http://spam.example' }, form)).status).toBe(400)
    expect((await join({ contact: 'neither this nor that' }, form)).status).toBe(400)
    expect((await join({}, `${form}A`)).status).toBe(400)
    const first = await join({}, form)
    expect(first.status).toBe(303)
    expect((await join({}, form)).headers.get('location')).toBe(first.headers.get('location'))
    clock.advance({ hours: 7 })
    expect((await join({}, form)).status).toBe(400)
  })

  test('a finger that taps twice gets one card', async () => {
    const form = await openForm()
    clock.advance({ seconds: 5 })
    const answers = await Promise.all([join({}, form), join({}, form), join({}, form)])
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303])
    expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1)
  })

  test('who gives an address is a customer, with the first stamp and the consent in the words that were read', async () => {
    const card = await newCard({ contact: 'Anna@corner.example', consent: 'yes' })
    expect(await html(card.path)).toContain('1 of 3 stamps')
    await server.settle()
    const { customers } = await shop.read<CustomerPage>('/customers?search=anna@corner.example')
    const id = customers[0]?.customerId
    expect((await state(card.memberId)).customerId).toBe(id)
    const consents = await (await shop.ask('GET', `/customers/${id}/consents`)).text()
    expect(consents).toContain('I would like to hear news')
    expect(consents).toContain('"state":"given"')
    await shop.ask('POST', `/loyalty/programmes/${programmeId}/earn`, { memberId: card.memberId, amountMinor: 4500 })
    await expect
      .poll(
        async () => {
          await server.settle()
          return await (await shop.ask('GET', `/customers/${id}/timeline`)).text()
        },
        { timeout: 20_000 },
      )
      .toContain('Reward Near')
    expect(await html(card.path)).not.toContain('data-push')
    await manager('PUT', '/message-channels', { channel: 'push', isOn: true })
    expect(await html(card.path)).toContain('data-push')
    const keep = (keys: object) =>
      fetch(`${server.url}${card.path}/push`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ endpoint: 'https://push.example/1', keys }),
      })
    expect((await keep({})).status).toBe(400)
    expect((await keep({ p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) })).status).toBe(204)
    await server.settle()
    expect(await (await shop.ask('GET', `/customers/${id}/consents`)).text()).toContain('"channel":"push"')
  })

  test('an address that somebody has opens nothing of theirs, and the answer does not tell', async () => {
    const anna = await newCard({ contact: 'bela@corner.example' })
    await shop.ask('POST', `/loyalty/programmes/${programmeId}/earn`, { memberId: anna.memberId, amountMinor: 9000 })
    const thief = await newCard({ contact: 'bela@corner.example' })
    expect(thief.memberId).not.toBe(anna.memberId)
    const page = await html(thief.path)
    expect(page).not.toContain('bela')
    expect(page).not.toContain('90 points')
    // Whoever reads the mail says so: then it is one card, without a second welcome.
    const { sign, packIds } = await import('./signed.ts')
    const ids = { workspaceId: shop.workspaceId, cardId: thief.cardId }
    const proof = proofOf(server.secret, ids, 'bela@corner.example')
    const path = `${server.url}${thief.path}/confirm/`
    expect(
      (await fetch(path + sign(server.secret, 'card', packIds(shop.workspaceId, thief.cardId)), { method: 'POST' }))
        .status,
    ).toBe(404)
    // A link that was mailed for one address joins no other.
    const another = proofOf(server.secret, ids, 'thief@corner.example')
    expect((await fetch(path + another, { method: 'POST' })).status).toBe(404)
    expect((await fetch(path + proof)).status).toBe(200)
    expect((await state(anna.memberId)).stamps).toBe(1)
    await fetch(path + proof, { method: 'POST', redirect: 'manual' })
    await fetch(path + proof, { method: 'POST', redirect: 'manual' })
    expect(await state(anna.memberId)).toMatchObject({ stamps: 1, available: 90 })
    expect(await html(thief.path)).toContain('90 points')
    await expectWholeLedger()
  })
})

describe('a card', () => {
  test('holds a reward for five minutes and gives it back; nobody else spends its points meanwhile', async () => {
    const card = await newCard()
    const { memberId } = card
    await shop.ask('POST', `/loyalty/programmes/${programmeId}/earn`, { memberId, amountMinor: 6000 })
    const post = (what: string, fields: Record<string, string> = {}) =>
      fetch(`${server.url}${card.path}/${what}`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        redirect: 'manual',
      })
    expect((await post('hold', { reward: 'mug' })).status).toBe(303)
    expect(await html(card.path)).toContain('Held for you: A mug')
    expect((await state(memberId)).available).toBe(10)
    await post('release')
    expect((await state(memberId)).available).toBe(60)
    expect((await post('hold', { reward: 'hat' })).status).toBe(409)
    expect((await post('hold', { reward: 'nothing' })).status).toBe(409)
    await post('hold', { reward: 'mug' })
    const till = await openTill()
    // Chosen on the phone: the number is enough.
    expect((await till.find(card.number)).html).toContain('Hand over: A mug')
    expect((await till.act({ kind: 'reward', memberId, rewardId: 'mug' })).said).toBe('Reward handed over')
    expect(await state(memberId)).toMatchObject({ available: 10 })
    await expectWholeLedger()
  })

  test('gives points to a cause and has them back, and is on the leaderboard only by the name it chose', async () => {
    const card = await newCard()
    const { memberId } = card
    await shop.ask('POST', `/loyalty/programmes/${programmeId}/grant`, { memberId, points: 40 })
    const send = async (what: string, fields: Record<string, string> = {}) => {
      const url = `${server.url}${card.path}/${what}`
      return await (await fetch(url, { method: 'POST', body: new URLSearchParams(fields) })).text()
    }
    expect(await send('give', { cause: 'trees', points: '۳۰' })).toContain('Thank you: 30 points for Trees.')
    expect((await state(memberId)).available).toBe(10)
    expect(await send('give', { cause: 'trees', points: 'many' })).toContain('This is no number of points.')
    expect(await send('take-back')).not.toContain('Thank you')
    expect((await state(memberId)).available).toBe(40)
    expect(await html(card.path)).toContain('You are not seen unless you join in.')
    expect(await send('nickname', { nickname: 'Tea lover' })).toMatch(/class="mine".*\n?.*Tea lover/)
    expect(await send('nickname', { leave: 'yes' })).not.toContain('Tea lover')
    await expectWholeLedger()
  })

  test('tells what comes back before anything has, then how to pay with it; a challenge and its bar stand together', async () => {
    const made = await other.ask('POST', '/loyalty/programmes', {
      name: 'Money back',
      rules: {
        cashback: { percent: 10 },
        challenges: [{ id: 'two', name: 'Two visits', goal: 'visits', count: 2, days: 30, points: 50 }],
      },
    })
    const { programmeId: moneyBack } = (await made.json()) as { programmeId: string }
    const { path, memberId } = await newCard({}, other, moneyBack)
    const before = await html(path)
    expect(before).toContain('Part of every purchase comes back here')
    expect(before).not.toContain('Pay with it here')
    expect(before).toMatch(/<b dir="auto">Two visits<\/b>(?:(?!<\/div>).)*<svg class="bar"/s)
    await other.ask('POST', `/loyalty/programmes/${moneyBack}/earn`, { memberId, amountMinor: 6000 })
    expect(await html(path)).toContain('Pay with it here')
  })

  test('is read without a script in 40 KB, installs, speaks Persian, and is gone when its holder is forgotten', async () => {
    const card = await newCard({ contact: 'cili@corner.example' })
    const { memberId } = card
    await shop.ask('POST', `/loyalty/programmes/${programmeId}/earn`, { memberId, amountMinor: 6000 })
    await fetch(`${server.url}${card.path}/wishes`, {
      method: 'POST',
      body: new URLSearchParams({ locale: 'fa', news: 'yes' }),
    })
    const [page, script, worker, manifest, icon] = await Promise.all(
      [card.path, '/c/script.js', '/c/worker.js', `${card.path}/manifest.webmanifest`, `${card.path}/icon.svg`].map(
        html,
      ),
    )
    const all = [page, script, worker, manifest, icon].join('')
    expect(Buffer.byteLength(all)).toBeLessThan(40 * 1024)
    expect(page).toContain('dir="rtl"')
    expect(page).toContain('۶۰ امتیاز')
    expect(JSON.parse(manifest ?? '')).toMatchObject({ display: 'standalone', start_url: card.path })
    expect(page).toContain('<option value="3">خرداد</option>')
    const born = async (day: string) =>
      await fetch(`${server.url}${card.path}/birthday`, {
        method: 'POST',
        body: new URLSearchParams({ day, month: '3', year: '۱۳۷۰' }),
      })
    expect(await (await born('۳۲')).text()).toContain('در چنین روزی کسی زاده نشده است.')
    expect(await (await born('۱۵')).text()).not.toContain('name="year"')
    expect(await state(memberId)).toMatchObject({ birthday: '1991-06-05' })
    await inWorkspace(server.regulars.db, shop.workspaceId, async (tx) => {
      const subject = { workspaceId: shop.workspaceId, customerIds: [(await state(memberId)).customerId ?? ''] }
      await loyaltyPersonalData.erase(tx, subject)
    })
    expect((await fetch(server.url + card.path)).status).toBe(404)
  })

  test('addresses its holder as the owner chose, from the page to join to the card', async () => {
    const card = await newCard()
    const body = new URLSearchParams({ locale: 'hu' })
    await fetch(`${server.url}${card.path}/wishes`, { method: 'POST', body })
    const said = async (tone: 'formal' | 'informal') => {
      await manager('PATCH', '/brand', { voice: { hu: tone } })
      return [await html(card.path), await html(`/j/${programmeId}?lang=hu`)]
    }
    const [te, join] = await said('informal')
    expect([te, join]).toEqual([expect.stringContaining('Mutasd a pultnál'), expect.stringContaining('Kártyád itt')])
    const [on, joinFormally] = await said('formal')
    expect(on).toContain('Mutassa a pultnál')
    expect(on).not.toContain('Mutasd')
    expect(joinFormally).toContain('Az Ön kártyája itt')
  })
})

describe('a till', () => {
  test('is trusted once, by a link that is over afterwards, and no more when it is taken back', async () => {
    const till = await openTill()
    expect((await fetch(till.pairingUrl, { method: 'POST', redirect: 'manual' })).status).toBe(403)
    expect(await till.page()).toContain('id="till"')
    await manager('DELETE', `/loyalty/tills/devices/${till.deviceId}`)
    expect((await till.find('anything')).reason).toBe('till_signed_out')
    expect(await till.page()).not.toContain('id="till"')
  })

  test('lets a PIN be tried five times, and forgets who is signed in when it is changed', async () => {
    const till = await openTill()
    for (let n = 0; n < 5; n++) expect((await till.send('0000')).status).toBe(403)
    const right = await till.send('2580')
    expect(right.headers.get('set-cookie')).toBeNull()
    expect(await right.text()).toContain('Too many wrong PINs')
    clock.advance({ minutes: 15 })
    expect((await till.enter()).status).toBe(303)
    const limits = { maxStamps: 2, maxAmountMinor: 20_000, maxPerHour: 500 }
    const easy = await manager('PUT', `/loyalty/tills/pins/${personId}`, { pin: '1234', ...limits })
    expect(await easy.text()).toContain('pin_easy')
    await manager('PUT', `/loyalty/tills/pins/${personId}`, { pin: '2580', ...limits })
    expect((await till.find('anything')).reason).toBe('till_signed_out')
  })

  test('lets a PIN be tried thirty times a day, however slowly and at however many devices, until there is another', async () => {
    const tills = [await openTill(), await openTill()]
    const answers: string[] = []
    for (let n = 0; n < 32; n++) {
      const answer = await tills[n % 2]?.send('0000')
      answers.push((await answer?.text()) ?? '')
      clock.advance({ minutes: 4 })
    }
    const isLocked = (page: string): boolean => page.includes('Too many wrong PINs')
    expect(answers.slice(0, 30).some(isLocked)).toBe(false)
    for (let n = 0; n < 3; n++) answers.push((await (await tills[0]?.send('0000'))?.text()) ?? '')
    expect(isLocked(answers.at(-1) ?? '')).toBe(true)
    const limits = { maxStamps: 2, maxAmountMinor: 20_000, maxPerHour: 500 }
    await manager('PUT', `/loyalty/tills/pins/${personId}`, { pin: '2580', ...limits })
    clock.advance({ minutes: 15 })
    expect((await tills[0]?.enter())?.status).toBe(303)
  })

  test('a code redeems at the till that saw it first, while it is shown; a number only says who it is', async () => {
    const [first, second] = [await openTill(), await openTill()]
    const card = await newCard()
    const { memberId } = card
    await shop.ask('POST', `/loyalty/programmes/${programmeId}/earn`, { memberId, amountMinor: 6000 })
    const code = codeOf(card)
    const seen = await first.find(code)
    expect(ticketIn(seen)).not.toBe('')
    expect(ticketIn(await first.find(code))).not.toBe('')
    const replayed = await second.find(code)
    expect(replayed.status).toBe(200)
    expect(ticketIn(replayed)).toBe('')
    const number = await second.find(card.number)
    expect(ticketIn(number)).toBe('')
    const deed = { kind: 'reward', memberId, rewardId: 'mug' } as const
    expect((await second.act(deed)).reason).toBe('code_needed')
    // What one till was told opens nothing at another, nor for another member.
    expect((await second.act(deed, { ticket: ticketIn(seen) })).reason).toBe('code_needed')
    const stranger = await newCard()
    const theirs = { ...deed, memberId: stranger.memberId }
    expect((await first.act(theirs, { ticket: ticketIn(seen) })).reason).toBe('code_needed')
    clock.advance({ minutes: 2 })
    expect((await second.find(code)).reason).toBe('code_over')
    expect((await first.act(deed, { ticket: ticketIn(seen) })).said).toBe('Reward handed over')
    clock.advance({ minutes: 11 })
    expect((await first.act(deed, { ticket: ticketIn(seen) })).reason).toBe('code_needed')
    // In Google Wallet the phone changes the code by itself.
    const inWallet = `RG${card.number}${totpAt(totpKey(server.secret, shop.workspaceId, card.cardId), stepOf(clock.now()))}`
    expect(ticketIn(await first.find(inWallet))).not.toBe('')
    expect(ticketIn(await second.find(inWallet))).toBe('')
    clock.advance({ minutes: 2 })
    expect((await first.find(inWallet)).reason).toBe('code_over')
    // The owner sees how many cards were held before a till.
    const { scans } = await shop.read<LoyaltyOverview>(`/loyalty/programmes/${programmeId}/overview`)
    expect(scans?.today).toBeGreaterThanOrEqual(6)
  })

  test('made up, another workspace’s and another programme’s codes get one answer, and few of them a minute', async () => {
    const till = await openTill()
    const elsewhere = await newCard({}, other, await openProgramme(other))
    const answers = [
      await till.find(codeOf(elsewhere, other)),
      await till.find(elsewhere.number),
      await till.find(writeCode(server.secret, shop.workspaceId, newId(), stepOf(clock.now()))),
      await till.find(`RC${'0'.repeat(50)}`),
    ].map(({ status, reason, detail }) => ({ status, reason, detail }))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 404, reason: 'card_unknown' })
    const tries = Array.from({ length: 130 }, () => till.find(`RC${'1'.repeat(50)}`))
    const refused = (await Promise.all(tries)).filter(({ status }) => status === 429).length
    expect(refused).toBeGreaterThanOrEqual(10)
  })

  test('everything done is undone by who did it, a moment after; the ledger keeps both', async () => {
    const till = await openTill()
    const card = await newCard()
    const { memberId } = card
    const before = await state(memberId)
    const ticket = ticketIn(await till.find(codeOf(card)))
    const key = newId()
    const stamp = { key, deed: { kind: 'stamp', memberId } }
    const stamped = await till.ask('do', stamp)
    expect(stamped.said).toBe('1 stamp given')
    await till.ask('do', stamp)
    expect((await state(memberId)).stamps).toBe(2)
    expect((await till.ask('undo', { deedId: lastIn(stamped) })).said).toBe('Taken back')
    expect((await till.ask('undo', { deedId: lastIn(stamped) })).said).toBe('Taken back')
    expect(await state(memberId)).toEqual(before)
    const earned = await till.act({ kind: 'earn', memberId, amount: '۱۲۰٫۵۰' })
    expect(earned.said).toBe('120 points given')
    const reward = await till.act({ kind: 'reward', memberId, rewardId: 'mug' }, { ticket })
    expect((await state(memberId)).available).toBe(70)
    await till.ask('undo', { deedId: lastIn(reward) })
    const paid = await till.act({ kind: 'points_off', memberId, amount: '5' }, { ticket })
    expect((await state(memberId)).available).toBe(70)
    await till.ask('undo', { deedId: lastIn(paid) })
    expect((await state(memberId)).available).toBe(120)
    clock.advance({ minutes: 11 })
    expect((await till.ask('undo', { deedId: lastIn(earned) })).reason).toBe('undo_late')
    await till.act({ kind: 'stamp', memberId, count: 2 })
    const full = await till.act({ kind: 'stamp_reward', memberId }, { ticket: ticketIn(await till.find(codeOf(card))) })
    expect((await state(memberId)).rewardsReady).toBe(0)
    await till.ask('undo', { deedId: lastIn(full) })
    expect((await state(memberId)).rewardsReady).toBe(1)
    await expectWholeLedger()
  })

  test('undoes what was done there, whatever another till has done for the guest since; what stands on it is taken back first', async () => {
    const [first, second] = [await openTill(), await openTill()]
    const { memberId } = await newCard()
    const earned = await first.act({ kind: 'earn', memberId, amount: '10' })
    await second.act({ kind: 'earn', memberId, amount: '25' })
    const shown = await first.ask('find', { memberId })
    expect(lastIn(shown)).toBe(lastIn(earned))
    expect((await first.ask('undo', { deedId: lastIn(earned) })).said).toBe('Taken back')
    expect((await state(memberId)).available).toBe(25)
    const stamped = await first.act({ kind: 'stamp', memberId })
    const full = await second.act({ kind: 'stamp', memberId })
    expect(await state(memberId)).toMatchObject({ stamps: 0, rewardsReady: 1 })
    expect((await first.ask('undo', { deedId: lastIn(stamped) })).reason).toBe('newer_in_the_way')
    await second.ask('undo', { deedId: lastIn(full) })
    expect((await first.ask('undo', { deedId: lastIn(stamped) })).said).toBe('Taken back')
    expect(await state(memberId)).toMatchObject({ available: 25, stamps: 1, rewardsReady: 0 })
    await expectWholeLedger()
  })

  test('takes codes for everybody and of a list, and a membership’s fee; all of it is undone', async () => {
    const till = await openTill()
    const { memberId } = await newCard()
    const path = `/loyalty/programmes/${programmeId}/rewards/cake/codes`
    await shop.ask('POST', path, { codes: ['GIFT-001'] })
    expect((await till.find('gift-001')).html).toContain('A printed cake')
    const used = await till.act({ kind: 'voucher', code: 'gift-001' })
    expect(used.said).toBe('Voucher used')
    expect((await till.find('GIFT001')).reason).toBe('voucher_not_valid')
    expect((await till.ask('undo', { deedId: lastIn(used) })).said).toBe('Taken back')
    expect((await till.find('GIFT001')).status).toBe(200)
    // A code that counts for each: whose screen is open?
    expect((await till.act({ kind: 'voucher', code: 'FREETEA' })).reason).toBe('member_needed')
    expect((await till.ask('find', { text: 'freetea', whose: memberId })).html).toContain(`data-whose="${memberId}"`)
    const tea = await till.act({ kind: 'voucher', code: 'FREETEA', memberId })
    expect(tea.html).toContain(`data-member="${memberId}"`)
    expect((await till.act({ kind: 'voucher', code: 'FREETEA', memberId })).reason).toBe('reward_limit_reached')
    await till.ask('undo', { deedId: lastIn(tea) })
    expect((await till.act({ kind: 'voucher', code: 'FREETEA', memberId })).status).toBe(200)
    const paid = await till.act({ kind: 'plan', memberId, planId: 'club' })
    expect(paid).toMatchObject({ said: 'Membership paid', html: expect.stringContaining('Tea club') })
    expect((await state(memberId)).available).toBe(5)
    await till.ask('undo', { deedId: lastIn(paid) })
    expect((await state(memberId)).available).toBe(0)
    expect((await till.find((await newCard()).number)).html).not.toContain('paid until')
    await expectWholeLedger()
  })

  test('a deed that was cut off before it was written down is done once, and its key is for nothing else', async () => {
    const till = await openTill()
    const { memberId } = await newCard()
    const key = newId()
    const voucher = { key, deed: { kind: 'voucher', code: 'FREETEA', memberId } }
    const forget = () =>
      inWorkspace(server.regulars.db, shop.workspaceId, (tx) =>
        sql`delete from loyalty_till_deeds where workspace_id = ${shop.workspaceId} and request_key = ${key}`.execute(
          tx,
        ),
      )
    const gift = await shop.ask('POST', `/loyalty/programmes/${programmeId}/give`, { memberId, rewardId: 'mug' })
    const { code } = (await gift.json()) as { code: string }
    expect((await till.ask('do', voucher)).said).toBe('Voucher used')
    await forget()
    expect((await till.ask('do', voucher)).said).toBe('Voucher used')
    const own = { key: newId(), deed: { kind: 'voucher', code } }
    expect((await till.ask('do', own)).said).toBe('Voucher used')
    expect((await till.ask('do', own)).said).toBe('Voucher used')
    expect((await till.ask('do', { ...own, key: newId() })).reason).toBe('voucher_not_valid')
    expect((await till.ask('do', { key, deed: { kind: 'stamp', memberId } })).reason).toBe('key_reused')
    await expectWholeLedger()
  })

  test('what was done without a connection counts once, signed, of its time, within limits; nothing is redeemed so', async () => {
    const till = await openTill()
    const [card, numbered] = [await newCard(), await newCard()]
    const offlineKey = /data-key="([^"]+)"/.exec(await till.page())?.[1] ?? ''
    const queued = (text: string, kind = 'stamp', amount = '', key = newId(), at = clock.now().toString()) => ({
      ...{ key, text, kind, amount, at },
      signature: createHmac('sha256', Buffer.from(offlineKey, 'base64url'))
        .update([key, text, kind, amount, at].join('|'))
        .digest('base64url'),
    })
    const code = codeOf(card)
    const good = [queued(code), queued(numbered.number, 'earn', '12')]
    const forged = { ...queued(code), amount: '99' }
    const early = queued(code, 'stamp', '', newId(), clock.now().add({ minutes: 30 }).toString())
    const old = queued(code, 'stamp', '', newId(), clock.now().subtract({ hours: 25 }).toString())
    const picture = queued(code, 'stamp', '', newId(), clock.now().subtract({ hours: 1 }).toString())
    clock.advance({ minutes: 50 })
    const { done } = await till.ask('sync', { queue: [...good, forged, old, picture, queued('RC0000000000')] })
    const problems = (done as { problem: string | null }[]).map(({ problem }) => problem?.split(/[.,:]/)[0] ?? null)
    expect(problems).toEqual([
      null,
      null,
      'This was not done on this device by you',
      'What waits longer than 24 hours is not taken',
      'This code is over',
      'No card here has this code',
    ])
    await till.ask('sync', { queue: [...good, early] })
    expect(await state(card.memberId)).toMatchObject({ stamps: 2 })
    expect(await state(numbered.memberId)).toMatchObject({ available: 12 })
    expect((await till.ask('sync', { queue: [{ ...queued(code), kind: 'reward' }] })).status).toBe(400)
  })

  test('thirty things that go wrong at a counter each get an answer that helps', async () => {
    const till = await openTill()
    const card = await newCard({ contact: 'dora@corner.example' })
    const { memberId } = card
    const find = (text: string) => till.find(text)
    const earn = (amount: string) => till.act({ kind: 'earn', memberId, amount })
    const answers: Record<string, Promise<Answer>> = {}
    const texts = ['', ' ', 'do', `${server.url}/j/${programmeId}`, server.url + card.path, 'https://example.org/menu']
    const codes = [
      'WIFI:S:cafe;;',
      'BEGIN:VCARD',
      '4006381333931',
      '96385074',
      `${card.number.slice(0, -1)}Z`,
      'Zsuzsanna Nobody',
    ]
    for (const text of [...texts, ...codes, 'x'.repeat(90), `RC${'A'.repeat(50)}`, 'ABCDEFGH2345678JK'])
      answers[`find ${text}`] = find(text)
    for (const amount of ['', 'abc', '0', '-5', '1.234.5', '12,345,6', '5.999,9', '12.5.', '1e5', '99999999999', '500'])
      answers[`earn ${amount}`] = earn(amount)
    answers['too many stamps'] = till.act({ kind: 'stamp', memberId, count: 3 })
    answers.nobody = till.act({ kind: 'stamp', memberId: newId() })
    answers['no full card'] = till.act({ kind: 'stamp_reward', memberId })
    answers['no code'] = till.act({ kind: 'points_off', memberId, amount: '5' })
    answers['no such voucher'] = till.act({ kind: 'voucher', code: 'AAAA' })
    answers['nothing to undo'] = till.ask('undo', { deedId: newId() })
    const all = await Promise.all(Object.entries(answers).map(async ([name, answer]) => ({ name, ...(await answer) })))
    expect(all.length).toBeGreaterThanOrEqual(30)
    for (const { name, status, reason, detail } of all) {
      expect([name, status >= 400 && status < 500], reason).toEqual([name, true])
      // Words of ours, in the reader's language, not the parser's.
      expect([name, detail?.length > 15 && !/invalid|undefined|null/i.test(detail)], detail).toEqual([name, true])
    }
    expect((await state(memberId)).available).toBe(0)
  })

  test('a person gives no more in an hour than they may, of the hour in which it was done', async () => {
    const till = await openTill()
    const limits = { maxStamps: 2, maxAmountMinor: 20_000, maxPerHour: 1 }
    await manager('PUT', `/loyalty/tills/pins/${personId}`, limits)
    const { memberId, number } = await newCard()
    clock.advance({ hours: 5 })
    const offlineKey = /data-key="([^"]+)"/.exec(await till.page())?.[1] ?? ''
    const queue = [4, 3, 2].map((hours) => {
      const [key, at] = [newId(), clock.now().subtract({ hours }).toString()]
      const mac = createHmac('sha256', Buffer.from(offlineKey, 'base64url'))
      const signature = mac.update([key, number, 'earn', '1', at].join('|')).digest('base64url')
      return { key, text: number, kind: 'earn', amount: '1', at, signature }
    })
    const { done } = await till.ask('sync', { queue: queue.toReversed() })
    expect((done as { problem: string | null }[]).map(({ problem }) => problem)).toEqual([null, null, null])
    expect((await till.act({ kind: 'stamp', memberId })).status).toBe(200)
    expect((await till.act({ kind: 'stamp', memberId })).reason).toBe('till_limit_hour')
    clock.advance({ minutes: 61 })
    expect((await till.act({ kind: 'stamp', memberId })).status).toBe(200)
  })
})

describe('of what is asked at once', () => {
  const limits = { maxStamps: 2, maxAmountMinor: 20_000, maxPerHour: 5 }
  const withLimits = async () => {
    clock.advance({ hours: 30 })
    await manager('PUT', `/loyalty/tills/pins/${personId}`, limits)
    return [await openTill(), await newCard()] as const
  }

  test('a person gives no more in an hour than they may, and what was refused takes no room', async () => {
    const [till, { memberId }] = await withLimits()
    const key = newId()
    const deeds = [
      ...Array.from({ length: 16 }, () => till.act({ kind: 'stamp', memberId })),
      // One thing that is sent again while it is done takes the room of one.
      ...Array.from({ length: 4 }, () => till.act({ kind: 'stamp', memberId }, { key })),
    ]
    const refused = Array.from({ length: 5 }, () => till.act({ kind: 'stamp', memberId: newId() }))
    await Promise.all(refused)
    const answers = await Promise.all(deeds)
    const { rows } = await inWorkspace(server.regulars.db, shop.workspaceId, (tx) =>
      sql<{ done: number }>`select count(*)::int as done from loyalty_till_deeds
        where person_id = ${personId} and member_id = ${memberId}`.execute(tx),
    )
    expect(rows[0]?.done).toBe(5)
    const reasons = new Set(answers.filter(({ status }) => status !== 200).map(({ reason }) => reason))
    expect([...reasons]).toEqual(['till_limit_hour'])
    clock.advance({ minutes: 61 })
    expect((await till.act({ kind: 'stamp', memberId })).status).toBe(200)
    await expectWholeLedger()
  })
})

describe('oversight', () => {
  const path = `/loyalty/programmes/`
  type Findings = { findings: LoyaltyFinding[] }
  const read = async (show = 'open'): Promise<LoyaltyFinding[]> =>
    ((await (await manager('GET', `${path}${programmeId}/findings?show=${show}`)).json()) as Findings).findings
  const decide = (finding: string, decision: string) =>
    manager('POST', `${path}${programmeId}/findings/decide`, { finding, decision })
  const limits = { maxStamps: 2, maxAmountMinor: 20_000, maxPerHour: 500 }

  test('a card that is served four times in an hour is found, earns nothing while it is blocked, and asks again later', async () => {
    await manager('PUT', `/loyalty/tills/pins/${personId}`, { pin: '2580', ...limits })
    const till = await openTill()
    const card = await newCard()
    const { memberId } = card
    clock.advance({ hours: 2 })
    const stamp = () => till.act({ kind: 'stamp', memberId })
    for (let n = 0; n < 4; n++) expect((await stamp()).status).toBe(200)
    const about = (found: LoyaltyFinding[]) => found.find(({ finding }) => finding === `velocity:${memberId}`)
    expect(about(await read())).toMatchObject({ kind: 'velocity', count: 4, members: [{ memberId, isBlocked: false }] })
    expect((await decide(`velocity:${memberId}`, 'block')).status).toBe(204)
    expect((await stamp()).reason).toBe('member_blocked')
    expect((await till.find(card.number)).html).toContain('This card is blocked')
    expect(await html(card.path)).toContain('This card is on hold')
    expect(about(await read())).toBeUndefined()
    expect(about(await read('decided'))).toMatchObject({
      decision: { decision: 'block' },
      members: [{ isBlocked: true }],
    })
    await decide(`velocity:${memberId}`, 'fine')
    clock.advance({ minutes: 5 })
    expect((await stamp()).status).toBe(200)
    expect(about(await read())).toMatchObject({ count: 5, decision: { decision: 'fine', isOld: true } })
    expect((await decide('velocity:nobody', 'fine')).status).toBe(404)
    const audit = await (await manager('GET', '/audit?action=loyalty_finding.decided')).text()
    expect(audit).toContain('"decision":"block"')
  })

  test('many cards of one browser, presents to oneself and rewards taken back are found; the last two cost the PIN', async () => {
    const first = await join({}, undefined)
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
    for (let n = 0; n < 2; n++) await join({}, undefined, programmeId, cookie)
    const again = await fetch(`${server.url}/j/${programmeId}?lang=en`, { headers: { cookie } })
    expect(await again.text()).toContain('You have a card here already')
    for (let n = 0; n < 3; n++) await join({}, undefined, programmeId, cookie)
    expect((await join({}, undefined, programmeId, cookie)).status).toBe(400)
    const till = await openTill()
    const anna = (await shop.read<CustomerPage>('/customers?search=anna@corner.example')).customers[0]?.customerId
    const { memberships } = await shop.read<CustomerMemberships>(`/loyalty/customers/${anna}`)
    const own = memberships[0]?.memberId ?? ''
    await till.act({ kind: 'stamp', memberId: own })
    const card = await newCard()
    await shop.ask('POST', `${path}${programmeId}/earn`, { memberId: card.memberId, amountMinor: 60_000 })
    for (let n = 0; n < 3; n++) {
      const ticket = ticketIn(await till.find(codeOf(card)))
      const reward = await till.act({ kind: 'reward', memberId: card.memberId, rewardId: 'mug' }, { ticket })
      await till.ask('undo', { deedId: lastIn(reward) })
      clock.advance({ minutes: 1 })
    }
    const found = await read()
    expect(found.find(({ kind }) => kind === 'same_device')).toMatchObject({ count: 6, person: null })
    expect(found.find(({ kind }) => kind === 'undos')).toMatchObject({ person: { personId } })
    const mine = found.find(({ kind }) => kind === 'own_points')
    expect(mine).toMatchObject({ members: [{ memberId: own }], person: { personId } })
    const figures = (await (
      await manager('GET', `${path}${programmeId}/till-figures?days=7`)
    ).json()) as TillFiguresAnswer
    expect(figures.staff[0]).toMatchObject({ personId, name: owner.name })
    expect(figures.staff[0]?.undone).toBeGreaterThanOrEqual(3)
    await manager('PUT', `/loyalty/tills/devices/${till.deviceId}`, { name: 'Counter', shop: 'Harbour' })
    const shops = (await (await manager('GET', `${path}${programmeId}/till-figures`)).json()) as TillFiguresAnswer
    expect(shops.shops.map((one) => one.shop)).toContain('Harbour')
    await decide(mine?.finding ?? '', 'block')
    expect((await till.find(card.number)).reason).toBe('till_signed_out')
    const csv = await (await manager('GET', `${path}${programmeId}/findings?show=decided&format=csv`)).text()
    expect(csv).toContain('own_points')
    await expectWholeLedger()
  })
})
