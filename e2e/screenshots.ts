/** `npm run screenshots [page …]`: every page of the console, as people see it, into ./screenshots with a contact sheet. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { createWorkspace, demoSignIn, loadSecret } from '#modules/workspaces'
import { loadConfig } from '#platform/config'
import { createLog } from '#platform/log'
import { type Regulars, startRegulars } from '../src/start.ts'
import { buildConsole, launchBrowser } from '../src/testing/browser.ts'
import { openPage, settled, signInPage } from '../src/testing/browser-page.ts'
import { consolePages, entryPages } from './browser/console-pages.ts'

const root = join(import.meta.dirname, '..')
const out = join(root, 'screenshots')
const only = process.argv.slice(2)

type Place = { locale: 'en' | 'fa' | 'hu' | 'ru' | 'pl'; device: 'desktop' | 'phone' }
type Scheme = 'light' | 'dark'
const schemes: Scheme[] = ['light', 'dark']
const places: Place[] = (['en', 'fa', 'hu', 'ru'] as const).flatMap((locale) =>
  (['desktop', 'phone'] as const).map((device) => ({ locale, device })),
)
const looks = places.flatMap((place) => schemes.map((scheme) => nameOf(place, scheme)))

function nameOf({ locale, device }: Place, scheme: Scheme): string {
  return `${locale}-${device}-${scheme}`
}

// Each look needs its own browser page; more at once only wait for each other.
const atOnce = 3

type Person = { email: string; password: string }
type Sample = { pages: [name: string, path: string][]; person: Person; url: string }

const dataDir = mkdtempSync(join(tmpdir(), 'regulars-screenshots-'))
const config = { ...loadConfig({}), dataDir, port: 0 }
// What takes weeks is begun some weeks ago.
let daysAgo = 0
const clock = { now: () => Temporal.Now.instant().subtract({ hours: 24 * daysAgo }) }
try {
  say('Building the console')
  await buildConsole()
  say('Starting the engines')
  const regulars = await startRegulars(config, createLog({ level: 'warn' }), { clock })
  try {
    say('Loading the sample shop')
    const sample = await loadSample(regulars)
    const browser = await launchBrowser()
    try {
      const waiting = [...places]
      const takeTurns = async (): Promise<void> => {
        for (let place = waiting.shift(); place; place = waiting.shift()) await takeAll(browser, sample, place)
      }
      await Promise.all(Array.from({ length: atOnce }, takeTurns))
    } finally {
      await browser.close()
    }
    writeFileSync(join(out, 'index.html'), contactSheet(sample.pages.map(([name]) => name)))
    say(`Look at ${join(out, 'index.html')}`)
  } finally {
    await regulars.stop()
  }
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}

async function loadSample(regulars: Regulars): Promise<Sample> {
  const { db, url = '' } = regulars
  const { workspaceId, serverKey, writeKey } = await createWorkspace(db, {
    name: 'Gift shop',
    timeZone: 'Europe/London',
    currency: 'GBP',
    locale: 'en',
    isSample: true,
  })
  const person = await demoSignIn(db, { secret: loadSecret(config), workspaceId, name: 'Kovács Anna' })
  const ask = async <T>(method: string, path: string, body?: BodyInit): Promise<T> => {
    const isJson = typeof body === 'string' && body.startsWith('{')
    const type = isJson ? { 'content-type': 'application/json' } : {}
    const headers = { authorization: `Bearer ${serverKey}`, ...type }
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body ? { body } : {}) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const upload = async (name: string, body: BodyInit): Promise<string> =>
    (await ask<{ importId: string }>('POST', `/api/v1/imports?kind=orders&fileName=${name}`, body)).importId
  const file = await readFile(join(root, 'samples/online-retail.csv.gz'))
  const done = await upload('online-retail.csv.gz', file)
  await ask('POST', `/api/v1/imports/${done}/start`)
  while ((await ask<{ status: string }>('GET', `/api/v1/imports/${done}`)).status !== 'done') {
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  const draft = await upload('till.csv', 'Order;Customer;Date;Total\n1;Anna;05.01.2025;12,50\n2;Béla;06.01.2025;7,00\n')
  await ask('POST', '/api/v1/predictions/run')
  while ((await ask<{ version: unknown }>('GET', '/api/v1/predictions')).version === null) {
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: '{"batch":[{"type":"track","event":"Table Booked","properties":{"seats":2}},{"type":"track","userId":"anna"}]}',
  })
  const { customers } = await ask<{ customers: Known[] }>('GET', '/api/v1/customers?filter=late&sort=yearly')
  await tellAboutPeople({ url, writeKey, ask, customers })
  await ask('POST', '/api/v1/recommendations/training')
  while ((await ask<{ job: object | null }>('GET', '/api/v1/recommendations/model')).job !== null) {
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  const experiments = await tryOut({ url, writeKey, ask })
  const segment = await makeSegments(ask)
  const { journeyId } = await ask<{ journeyId: string }>('POST', '/api/v1/plays/we_miss_you/use', '{"locale":"en"}')
  await ask('POST', `/api/v1/journeys/${journeyId}/start`, '{"backfill":true}')
  const campaign = await sendCampaign(ask, segment)
  const card = await openCard({ url, ask })
  const invitation = await invite(url, person)
  const pages: Sample['pages'] = [
    ...consolePages({ customer: customers[0]?.customerId ?? '', done, draft, experiments }),
    ['journey', `/journeys/${journeyId}`],
    ['journey-edit', `/journeys/${journeyId}/edit`],
    ['campaign', `/campaigns/${campaign}`],
    ['segment', `/segments/${segment}`],
    ['segment-edit', `/segments/${segment}/edit`],
    ...card,
    ...entryPages,
    ['join', invitation],
    ['api-reference', '/docs/api'],
  ]
  return { pages: pages.filter(([name]) => only.length === 0 || only.some((part) => name.includes(part))), person, url }
}

type Known = { customerId: string; externalId: string | null }
type Ask = <T>(method: string, path: string, body?: BodyInit) => Promise<T>

/** The sample shop knows its customers by number alone; here the best of them have names, wishes and promises. */
async function tellAboutPeople(to: { url: string; writeKey: string; ask: Ask; customers: Known[] }): Promise<void> {
  const { url, writeKey, ask, customers } = to
  const names = [
    'Kovács Anna',
    'Bakó Márton',
    'Szűcs Réka',
    'Olga Petrova',
    'Tóth Levente',
    'Nguyen Minh',
    'آناهیتا راد',
  ]
  const batch = names.flatMap((name, at) => {
    const userId = customers[at]?.externalId
    const email = `${at === 6 ? 'anahita' : (name.toLowerCase().split(' ').at(-1) ?? '')}@example.com`
    const traits = { name, email, phone: `+3630123456${at}`, tier: at % 2 ? 'silver' : 'gold', visits_planned: at }
    return userId ? [{ type: 'identify', userId, traits }] : []
  })
  await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: JSON.stringify({ batch }),
  })
  const send = (path: string, body: object) => ask('POST', `/api/v1${path}`, JSON.stringify(body))
  const customerId = customers[0]?.customerId
  const on = new Date().toISOString().slice(0, 10)
  await send(`/customers/${customerId}/notes`, { noteId: crypto.randomUUID(), text: 'Likes the window seat.' })
  for (const [at, title] of ['Call Anna about the order', 'Send a thank-you card', 'Ask for a review'].entries()) {
    await send('/tasks', {
      taskId: crypto.randomUUID(),
      title,
      kind: at === 0 ? 'call' : 'other',
      ownerId: null,
      customerId: customers[at]?.customerId ?? null,
      due: { on, at: null },
    })
  }
}

/** Two ways to say it, to everybody of a segment; without mail the outbox shows what would have gone out. */
async function sendCampaign(ask: Ask, segment: string): Promise<string> {
  const post = <T>(path: string, body: object): Promise<T> => ask('POST', `/api/v1${path}`, JSON.stringify(body))
  const template = (name: string) => {
    const text = { kind: 'text', text: 'Fresh roast from Friday on, {{ customer.name }}.' }
    const variants = { en: { subject: name, preheader: '', body: { kind: 'blocks', blocks: [text] } } }
    return post<{ templateId: string }>('/message-templates', { name, purpose: 'promotional', topic: null, variants })
  }
  const [plain, warm] = [await template('New roast'), await template('A roast for you')]
  const { campaignId } = await post<{ campaignId: string }>('/campaigns', {
    name: 'New roast in March',
    definition: {
      audience: [segment],
      variants: [
        { key: 'a', name: 'Plain', templateId: plain.templateId, share: 50 },
        { key: 'b', name: 'Warm', templateId: warm.templateId, share: 50 },
      ],
    },
  })
  const { people } = await post<{ people: number }>('/campaigns/estimate', {
    definition: (await ask<{ definition: object }>('GET', `/api/v1/campaigns/${campaignId}`)).definition,
  })
  if (people > 0) await post(`/campaigns/${campaignId}/schedule`, { approved: people })
  return campaignId
}

/** The page that an invitation opens; only a person can invite. */
async function invite(url: string, person: Person): Promise<string> {
  const json = { 'content-type': 'application/json', origin: url }
  const post = (path: string, body: object, headers = {}) =>
    fetch(`${url}/api/v1${path}`, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) })
  const session = await post('/session', person)
  const cookie = session.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const body = { email: 'new@example.com', role: 'agent', locale: 'en' }
  const answer = await post('/people/invitations', body, { cookie })
  if (!answer.ok) throw new Error(`Invitation: ${answer.status} ${await answer.text()}`)
  const { link } = (await answer.json()) as { link: string | null }
  return link === null ? '/join' : link.slice(new URL(link).origin.length)
}

type Told = { url: string; writeKey: string; ask: Ask }

/** A card by post for half of the regulars, three weeks ago: more of those who got it come by, and a few complain. */
async function tryOut({ url, writeKey, ask }: Told): Promise<{ running: string; waiting: string }> {
  const visits = { of: 'event', event: 'Appointment Booked' }
  const body = {
    name: 'A card by post',
    hypothesis: 'Who gets a card comes by more often.',
    audience: { kind: 'customers', query: { filter: 'regulars' } },
    arms: [
      { key: 'control', name: 'No card', share: 34, isControl: true },
      { key: 'card', name: 'A card', share: 33, isControl: false },
      { key: 'gift', name: 'A card and a small gift', share: 33, isControl: false },
    ],
    goal: { metric: { ...visits, measure: 'did' }, windowDays: 14 },
    guardrails: [{ metric: { of: 'event', event: 'Complaint Made', measure: 'count' }, harm: 'more' }],
    days: 20,
  }
  const send = <T>(path: string, sent: object) => ask<T>('POST', `/api/v1/experiments${path}`, JSON.stringify(sent))
  type Made = { experimentId: string; intake: string }
  daysAgo = 21
  const { experimentId: running } = await send<Made>('', body)
  await ask('POST', `/api/v1/experiments/${running}/start`)
  while ((await ask<Made>('GET', `/api/v1/experiments/${running}`)).intake === 'waiting') {
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  daysAgo = 0
  const { customers } = await ask<{ customers: Known[] }>('GET', '/api/v1/customers?filter=regulars&limit=200')
  const userIds = customers.flatMap(({ externalId }) => (externalId === null ? [] : [externalId]))
  const { assignments } = await send<{ assignments: { id: string; arm: string | null }[] }>(`/${running}/assignments`, {
    userIds,
  })
  const likely: Record<string, number> = { control: 3, card: 5, gift: 6 }
  const batch = assignments.flatMap(({ id, arm }, at) => {
    const timestamp = Temporal.Now.instant()
      .subtract({ hours: 24 * (8 + (at % 12)) })
      .toString()
    const event = (name: string) => ({ type: 'track', userId: id, event: name, timestamp })
    return [
      ...(at % 10 < (likely[arm ?? ''] ?? 0) ? [event('Appointment Booked')] : []),
      ...(at % 23 === 7 ? [event('Complaint Made')] : []),
    ]
  })
  await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: JSON.stringify({ batch }),
  })
  const { experimentId: waiting } = await send<Made>('', { ...body, name: 'A card on the birthday' })
  return { running, waiting }
}

/** Some of the ready-made segments, under names of their own, and one of everything the builder draws. */
async function makeSegments(ask: Ask): Promise<string> {
  const send = (body: object) => ask<{ segmentId: string }>('POST', '/api/v1/segments', JSON.stringify(body))
  const { segments } = await ask<{ segments: { key: string; definition: object }[] }>(
    'GET',
    '/api/v1/segments/ready-made',
  )
  const names: Record<string, string> = {
    big_spenders: 'The best tenth',
    lost: 'Gone for a year',
    abroad: 'From abroad',
  }
  for (const { key, definition } of segments) if (names[key]) await send({ name: names[key], definition })
  const bought = { kind: 'event', event: 'Order Completed', count: { is: 'at_least', than: 2 } }
  const abroad = { kind: 'trait', path: 'country', test: { is: 'not_equal', value: 'United Kingdom' } }
  const rich = { kind: 'measure', measure: 'revenue', count: { is: 'at_least', than: 100_000 } }
  const of = [bought, { kind: 'any', of: [abroad, rich] }, { kind: 'none', of: [{ kind: 'risk', bands: ['high'] }] }]
  const description = 'Who should hear of the new shop first.'
  const { segmentId } = await send({ name: 'Friends of the house', description, definition: { kind: 'all', of } })
  while ((await ask<{ status: string }>('GET', `/api/v1/segments/${segmentId}`)).status === 'counting') {
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  return segmentId
}

/** A programme, and a guest who has just joined it: what guests and tills see. */
async function openCard({ url, ask }: Pick<Told, 'url' | 'ask'>): Promise<Sample['pages']> {
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
      ],
    },
    rewards: [
      { id: 'cup', name: 'A cup of tea', cost: 50 },
      { id: 'tin', name: 'A tin of biscuits', text: 'Any from the shelf', cost: 150 },
    ],
  }
  const body = JSON.stringify({ name: 'Regulars', rules })
  const { programmeId } = await ask<{ programmeId: string }>('POST', '/api/v1/loyalty/programmes', body)
  const shown = await (await fetch(`${url}/j/${programmeId}`)).text()
  const form = /name="form" value="([^"]+)"/.exec(shown)?.[1] ?? ''
  // Nobody reads a page and answers it faster.
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const joined = await fetch(`${url}/j/${programmeId}`, {
    method: 'POST',
    body: new URLSearchParams({ form }),
    redirect: 'manual',
  })
  return [
    ['loyalty-join', `/j/${programmeId}`],
    ['loyalty-poster', `/j/${programmeId}/poster?size=a5`],
    ['loyalty-card', joined.headers.get('location') ?? '/c/nobody'],
    ['loyalty-till', '/till'],
  ]
}

async function takeAll(browser: Browser, { pages, person, url }: Sample, place: Place): Promise<void> {
  const isPhone = place.device === 'phone'
  const size = isPhone ? { width: 390, height: 844 } : { width: 1360, height: 900 }
  const { page, problems, close } = await openPage(browser, url, {
    locale: place.locale,
    viewport: size,
    ...(isPhone ? { deviceScaleFactor: 2, hasTouch: true, isMobile: true } : {}),
  })
  for (const scheme of schemes) mkdirSync(join(out, nameOf(place, scheme)), { recursive: true })
  try {
    await page.addInitScript((locale) => localStorage.setItem('regulars.locale', locale), place.locale)
    await signInPage(page, url, person)
    for (const [name, path] of pages) {
      if (entryPages.some(([entry]) => entry === name)) await page.context().clearCookies()
      await page.setViewportSize(size)
      await page.goto(path)
      // The reference of the API is no page of the console: it stands when it is loaded.
      if (!path.startsWith('/docs')) await settled(page).catch(() => problems.push(`${name} did not settle`))
      // A picture of more than the screen would be taken while the charts find their new width.
      const height = await page.evaluate(() => document.documentElement.scrollHeight)
      await page.setViewportSize({ ...size, height: Math.min(5000, Math.max(size.height, height)) })
      await page.waitForTimeout(200)
      for (const scheme of schemes) {
        await page.emulateMedia({ colorScheme: scheme })
        await lookTurned(page, scheme)
        const file = join(out, nameOf(place, scheme), `${name}.jpg`)
        await page
          .screenshot({ path: file, type: 'jpeg', quality: 84, timeout: 60_000 })
          .catch((error: Error) => problems.push(`${name}: ${error.message}`))
      }
    }
  } finally {
    await close()
  }
  const told = problems.length > 0 ? `\n  ${problems.join('\n  ')}` : ''
  say(`${place.locale} ${place.device}: ${pages.length} pages, light and dark${told}`)
}

/** The other look is there, and nothing is half-way to it. */
async function lookTurned(page: Page, scheme: Scheme): Promise<void> {
  await page
    .waitForFunction((wanted) => (document.documentElement.dataset.mantineColorScheme ?? wanted) === wanted, scheme, {
      timeout: 5000,
    })
    .catch(() => undefined)
  await page.waitForTimeout(250)
}

function contactSheet(names: string[]): string {
  const rows = names.map((name) => {
    const cells = looks.map((look) => {
      const src = `${look}/${name}.jpg`
      return `<td><a href="${src}"><img loading="lazy" src="${src}" alt="${name}, ${look}"></a></td>`
    })
    return `<tr><th scope="row">${name}</th>${cells.join('')}</tr>`
  })
  const heads = looks.map((look) => `<th scope="col">${look}</th>`).join('')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots of Regulars</title>
<style>body{font:14px system-ui;margin:16px;background:#e9e6e1}td{vertical-align:top;padding:6px}img{width:260px;max-height:420px;object-fit:cover;object-position:top;border:1px solid #bbb}th{text-align:start;padding:6px;position:sticky;top:0;background:#e9e6e1}</style>
<table><thead><tr><th scope="col">page</th>${heads}</tr></thead><tbody>${rows.join('\n')}</tbody></table></html>
`
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
