/** The staff page: a till on any phone that a manager trusted once. */
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { tillAsk, tillDo, tillFind, tillSync, tillUndo } from '#contract/loyalty-cards'
import { translatorFor } from '#i18n'
import {
  type CardDeps,
  type Deed,
  doDeed,
  findGuest,
  findPairing,
  listWithPin,
  quoteAtTill,
  readGuest,
  readTillSession,
  signInWithPin,
  syncQueue,
  type TillSession,
  tillCurrency,
  trustDevice,
  undoDeed,
} from '#modules/loyalty'
import { brandOf } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import {
  type AppEnv,
  answerScript,
  createRateLimit,
  createRouter,
  describeReason,
  json,
  jsonBody,
  publicRoute,
  type Router,
  readBrowserScript,
  spendRate,
} from '#platform/http'
import { formatMoney, negotiateLocale } from '#platform/i18n'
import { showPage } from '../card/card-frame.ts'
import { choiceView, doneView, guestView, voucherView, type Words } from './guest-view.ts'
import { saidOf } from './said-of.ts'
import { dropStaffCookie, keepTillCookie, readTillCookies } from './till-cookies.ts'
import { tillPage } from './till-page.ts'
import { pinStyles, tillStyles } from './till-styles.ts'

type Asked = Context<AppEnv>

const tags = ['Till']
const form = { maxBody: 16 * 1024 }
const page = { 200: { description: 'A page' } }
const shown = z.object({ html: z.string(), said: z.string() })

const post = <B extends z.ZodType, A extends z.ZodType>(path: string, summary: string, body: B, answer: A) =>
  publicRoute(
    { maxBody: 64 * 1024 },
    {
      method: 'post',
      path: `/till/${path}`,
      tags,
      summary,
      request: { body: jsonBody(body) },
      responses: { 200: json(answer, 'What the staff page shows') },
    },
  )

const find = post('find', 'Whose code this is, or who is called so', tillFind, shown)
const quote = post('quote', 'What an amount that is being typed would earn', tillAsk, z.object({ said: z.string() }))
const work = post('do', 'One thing done at a till, once for its key', tillDo, shown)
const undo = post('undo', 'Take back what was done a moment ago', tillUndo, shown)
const sync = post(
  'sync',
  'What was done without a connection',
  tillSync,
  z.object({ done: z.array(z.object({ key: z.string(), problem: z.string().nullable() })) }),
)
const pair = publicRoute(form, {
  method: 'post',
  path: '/till/pair/{token}',
  tags,
  summary: 'Make this device a till',
  request: { params: z.object({ token: z.string().max(200) }) },
  responses: page,
})
const signIn = publicRoute(form, {
  method: 'post',
  path: '/till/sign-in',
  tags,
  summary: 'Sign in at a till by PIN',
  responses: page,
})
const signOut = publicRoute(form, {
  method: 'post',
  path: '/till/sign-out',
  tags,
  summary: 'Sign out at a till',
  responses: page,
})

const scripts = {
  'script.js': { source: new URL('./till-script.ts', import.meta.url), asModule: false },
  'qr/decode.js': { source: new URL(import.meta.resolve('qr/decode.js')), asModule: true },
  'qr/index.js': { source: new URL(import.meta.resolve('qr')), asModule: true },
}

export function staffPages(deps: CardDeps): Router {
  const app = createRouter()
  const pairing = createRateLimit({ db: deps.db, clock: deps.clock, name: 'till-pair', quota: 60, windowSeconds: 3600 })
  for (const [name, { source, asModule }] of Object.entries(scripts))
    app.get(`/till/${name}`, (c) => answerScript(c, readBrowserScript(source, { asModule })))
  app.get('/till/worker.js', (c) => {
    c.header('Content-Security-Policy', "default-src 'none'; connect-src 'self'")
    c.header('Service-Worker-Allowed', '/till')
    return answerScript(c, readBrowserScript(new URL('../card/card-worker.ts', import.meta.url)))
  })
  app.get('/till', (c) => showTill(deps, c, undefined))
  app.get('/till/pair/:token', (c) => showPairing(deps, c, c.req.param('token')))
  app.openapi(pair, async (c) => {
    await spendRate(c, pairing, 'all')
    const { token } = c.req.valid('param')
    const kept = await trustDevice(deps, token).catch(ignoreOver)
    if (kept === undefined) return await showPairing(deps, c, token)
    keepTillCookie(c, 'device', kept, deps.publicUrl())
    return c.redirect('/till', 303)
  })
  app.openapi(signIn, async (c) => {
    const found = await readTillSession(deps, readTillCookies(c))
    if (!found) return await showTill(deps, c, undefined)
    const { person, pin } = await c.req.parseBody()
    try {
      const kept = await signInWithPin(deps, found.device, String(person ?? ''), String(pin ?? '').slice(0, 20))
      keepTillCookie(c, 'staff', kept, deps.publicUrl())
      return c.redirect('/till', 303)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      return await showTill(deps, c, error)
    }
  })
  app.openapi(signOut, (c) => {
    dropStaffCookie(c)
    return c.redirect('/till', 303)
  })
  app.openapi(find, async (c) => {
    const { session, words } = await atTill(deps, c)
    const { text, memberId, whose } = c.req.valid('json')
    if (memberId !== undefined) return c.json(await showGuest(deps, session, words, memberId, undefined, ''), 200)
    const found = await findGuest(deps, session, text, whose)
    if (found.kind === 'choice') return c.json({ html: String(await choiceView(found.guests, words)), said: '' }, 200)
    if (found.kind === 'voucher')
      return c.json({ html: String(await voucherView(found.code, found.voucher, whose, words)), said: '' }, 200)
    return c.json(await showGuest(deps, session, words, found.memberId, found.ticket, ''), 200)
  })
  app.openapi(quote, async (c) => {
    const { session, words } = await atTill(deps, c)
    const { points, cashMinor, because, pays } = await quoteAtTill(deps, session, c.req.valid('json'))
    const currency = await tillCurrency(deps.db, session.device.workspaceId)
    const money = formatMoney(pays.discountMinor, currency, words.locale)
    const paid = pays.points > 0 ? words.t('till.quote.pays', { count: pays.points, money }) : ''
    const inMoney = (minor: number): string => formatMoney(minor, currency, words.locale)
    const back = cashMinor > 0 ? words.t('till.quote.cash', { money: inMoney(cashMinor) }) : ''
    const cash = pays.cashMinor > 0 ? words.t('till.quote.cash_pays', { money: inMoney(pays.cashMinor) }) : ''
    const why = because === null ? '' : words.t(`till.quote.nothing.${because}`)
    const earns = [words.t('till.quote.earns', { count: points }), why].filter(Boolean).join(' – ')
    const said = [points === 0 && back !== '' ? back : [earns, back].filter(Boolean).join(', '), paid, cash]
    return c.json({ said: said.filter(Boolean).join(' ') }, 200)
  })
  app.openapi(work, async (c) => {
    const { session, words } = await atTill(deps, c)
    const asked = c.req.valid('json')
    const done = await doDeed(deps, session, asked)
    const said = saidOf(done, words, await tillCurrency(deps.db, session.device.workspaceId))
    return c.json(await showDone(deps, session, words, done, asked.ticket, said), 200)
  })
  app.openapi(undo, async (c) => {
    const { session, words } = await atTill(deps, c)
    const { deedId, ticket } = c.req.valid('json')
    const undone = await undoDeed(deps, session, deedId)
    return c.json(await showDone(deps, session, words, undone, ticket, words.t('till.said.undone')), 200)
  })
  app.openapi(sync, async (c) => {
    const { session, words } = await atTill(deps, c)
    const done = await syncQueue(deps, session, c.req.valid('json').queue)
    return c.json(
      { done: done.map(({ key, problem }) => ({ key, problem: problem ? explain(problem, words) : null })) },
      200,
    )
  })
  return app
}

const explain = ({ reason, details, message }: DomainError, { locale }: Words): string =>
  describeReason(locale, reason, details ?? {}, message)

function ignoreOver(error: unknown): undefined {
  if (!(error instanceof DomainError)) throw error
}

/** Who serves; throws till_signed_out. What is said is in the language of whoever reads it. */
async function atTill(deps: CardDeps, c: Asked): Promise<{ session: TillSession; words: Words }> {
  // A page of another site could send a form, not this.
  if (!c.req.header('content-type')?.startsWith('application/json'))
    throw new DomainError('forbidden', 'cross_site_request', 'This content type is not accepted here.')
  const session = (await readTillSession(deps, readTillCookies(c)))?.session
  if (!session) throw new DomainError('unauthorized', 'till_signed_out', 'Nobody is signed in at this till.')
  c.set('locale', session.locale)
  return { session, words: wordsIn(session.locale) }
}

const wordsIn = (locale: TillSession['locale']): Words => ({ locale, t: translatorFor(locale, 'till', 'card') })

async function showGuest(
  deps: CardDeps,
  session: TillSession,
  words: Words,
  memberId: string,
  ticket: string | undefined,
  said: string,
): Promise<{ html: string; said: string }> {
  const guest = await readGuest(deps, session, memberId)
  return { html: String(await guestView(guest, memberId, ticket, words)), said }
}

/** The guest it was done for; of a code that is nobody's own what was done. */
async function showDone(
  deps: CardDeps,
  session: TillSession,
  words: Words,
  deed: Deed,
  ticket: string | undefined,
  said: string,
): Promise<{ html: string; said: string }> {
  if (deed.memberId !== null) return await showGuest(deps, session, words, deed.memberId, ticket, said)
  return { html: deed.undoneAt === null ? String(await doneView(deed, said, words)) : '', said }
}

async function showTill(deps: CardDeps, c: Asked, problem: DomainError | undefined) {
  const found = await readTillSession(deps, readTillCookies(c))
  if (!found) return showUntrusted(c, 'untrusted')
  const { device, session } = found
  const brand = await brandOf(deps.db, device.workspaceId)
  if (session) {
    // The camera is this page's alone.
    c.header('Permissions-Policy', 'camera=(self), microphone=(), geolocation=(), payment=(), usb=()')
    const words = wordsIn(session.locale)
    const title = words.t('till.title')
    const head = html`<script src="/till/script.js" defer></script>`
    const shop = { locale: words.locale, brand, title, styles: tillStyles, head }
    return showPage(c, shop, tillPage(session, words, brand))
  }
  const words = wordsIn(negotiateLocale(c.req.header('accept-language')))
  const { t, locale } = words
  const staff = await listWithPin(deps, device)
  const title = t('till.sign_in.title')
  return showPage(
    c,
    { locale, brand, title, styles: pinStyles, status: problem ? 403 : 200 },
    html`<section><h1>${title}</h1>${problem ? html`<p class="off" role="alert">${explain(problem, words)}</p>` : ''}
${
  staff.length === 0
    ? html`<p>${t('till.sign_in.nobody')}</p>`
    : html`<form method="post" action="/till/sign-in"><label class="label" for="person">${t('till.sign_in.who')}</label><select id="person" name="person">${staff.map(({ personId, name }) => html`<option value="${personId}">${name}</option>`)}</select>
<label class="label" for="pin">${t('till.sign_in.pin')}</label><input id="pin" name="pin" type="password" inputmode="numeric" autocomplete="off" minlength="4" maxlength="8" required dir="ltr"><button>${t('till.sign_in.go')}</button></form>`
}
<p class="soft">${t('till.sign_in.device', { name: device.name })}</p></section>`,
  )
}

async function showPairing(deps: CardDeps, c: Asked, token: string) {
  const found = await findPairing(deps, token)
  if (!found) return showUntrusted(c, 'pairing_over')
  const { t, locale } = wordsIn(negotiateLocale(c.req.header('accept-language')))
  const brand = await brandOf(deps.db, found.workspaceId)
  const title = t('till.pair.title')
  return showPage(
    c,
    { locale, brand, title, styles: '' },
    html`<section><h1>${title}</h1><p>${t('till.pair.text', { name: found.name })}</p><form method="post"><button>${t('till.pair.trust')}</button></form></section>`,
  )
}

function showUntrusted(c: Asked, why: 'untrusted' | 'pairing_over') {
  const { t, locale } = wordsIn(negotiateLocale(c.req.header('accept-language')))
  const title = t(`till.${why}.title`)
  const brand = { name: 'Regulars', colour: '#0b6e4f', logoUrl: null }
  return showPage(
    c,
    { locale, brand, title, styles: '', status: 403 },
    html`<section><h1>${title}</h1><p>${t(`till.${why}.text`)}</p></section>`,
  )
}
