/** The card of a member, on any phone: no app, no store, readable without a script. Its address is its key. */
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { translatorFor } from '#i18n'
import {
  type Card,
  type CardDeps,
  cardToken,
  cardWords,
  changeCardWishes,
  confirmContact,
  confirmPhone,
  endHold,
  findCardByToken,
  giveContact,
  googleLinkOf,
  holdReward,
  memberOfCard,
  offeredWallets,
  readCard,
  sendPhoneCode,
  showCode,
  spellNumber,
} from '#modules/loyalty'
import { addOwnDevice, type MessagingDeps, readPushKey } from '#modules/messaging'
import { brandOf } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import {
  type AppEnv,
  answerScript,
  createRateLimit,
  createRouter,
  describeReason,
  publicRoute,
  type Router,
  readBrowserScript,
} from '#platform/http'
import { isLocale, negotiateLocale } from '#platform/i18n'
import { answerPass } from '../wallet/routes.ts'
import { birthdayForm } from './birthday-form.ts'
import { cardForm, formRule, params, placeOf, type ShowCard } from './card-form.ts'
import { showPage } from './card-frame.ts'
import { cardBody, cardHero } from './card-page.ts'
import { cardStyles } from './card-styles.ts'
import { clubForms } from './club-forms.ts'
import { qrPicture } from './qr-picture.ts'

const tags = ['Member pages']

const hold = cardForm('/c/{token}/hold', 'Hold a reward of a card for the way to the till')
const release = cardForm('/c/{token}/release', 'Give back what a card holds')
const wishes = cardForm('/c/{token}/wishes', 'The language of a card, and whether its holder wants news')
const contact = cardForm('/c/{token}/contact', 'Say whose a card without a name is')
const phone = cardForm('/c/{token}/phone', 'The code that came to a phone: the number is theirs')
const phoneAgain = cardForm('/c/{token}/phone-again', 'Send the code to the phone again')
const push = publicRoute(formRule, {
  method: 'post',
  path: '/c/{token}/push',
  tags,
  summary: 'Keep the browser that the holder of a card allowed notices on',
  request: { params },
  responses: { 204: { description: 'Kept' }, 400: { description: 'Not a subscription' }, 404: { description: 'Gone' } },
})
const confirm = publicRoute(formRule, {
  method: 'post',
  path: '/c/{token}/confirm/{proof}',
  tags,
  summary: 'Join a card to what the holder of its address has already',
  request: { params: params.extend({ proof: z.string().max(200) }) },
  responses: { 200: { description: 'A page' } },
})

const script = new URL('./card-script.ts', import.meta.url)
const worker = new URL('./card-worker.ts', import.meta.url)

type Asked = Context<AppEnv>

type CardPagesDeps = CardDeps & { messaging: MessagingDeps }

export function cardPages(deps: CardPagesDeps): Router {
  const app = createRouter()
  const limit = createRateLimit({ db: deps.db, clock: deps.clock, name: 'card', quota: 60, windowSeconds: 3600 })
  const find = (c: Asked): Promise<Card | undefined> =>
    findCardByToken(deps.db, deps.secret, c.req.param('token') ?? '')
  const show: ShowCard = async (c, work) => {
    const card = await find(c)
    if (!card) return showGone(c)
    let problem: string | undefined
    if (work) {
      try {
        if (!(await limit.take(card.cardId)).allowed)
          throw new DomainError('too_many', 'too_many_requests', 'Too many requests.')
        await work(card, await c.req.parseBody())
        return c.redirect(`/c/${cardToken(deps.secret, card)}`, 303)
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        problem = describeReason(card.locale, error.reason, error.details ?? {}, error.message)
      }
    }
    return await showCard(deps, c, card, problem)
  }
  app.get('/c/script.js', (c) => answerScript(c, readBrowserScript(script)))
  app.get('/c/worker.js', (c) => {
    // A worker fetches under the policy that came with it.
    c.header('Content-Security-Policy', "default-src 'none'; connect-src 'self'")
    return answerScript(c, readBrowserScript(worker))
  })
  app.get('/c/:token', (c) => show(c))
  app.get('/c/:token/code', async (c) => {
    const card = await find(c)
    c.header('Cache-Control', 'no-store')
    if (!card) return c.json({}, 404)
    const { code, secondsLeft } = showCode(deps, card)
    const { t } = await cardWords(deps, card)
    return c.json({ picture: String(await qrPicture(code, t('card.code.label'))), secondsLeft })
  })
  app.get('/c/:token/manifest.webmanifest', async (c) => {
    const card = await find(c)
    if (!card) return c.json({}, 404)
    const brand = await brandOf(deps.db, card.workspaceId)
    const base = `/c/${cardToken(deps.secret, card)}`
    c.header('Content-Type', 'application/manifest+json')
    return c.body(
      JSON.stringify({
        name: brand.name,
        short_name: brand.name.slice(0, 24),
        lang: card.locale,
        start_url: base,
        id: base,
        scope: '/c/',
        display: 'standalone',
        background_color: '#faf8f5',
        theme_color: brand.colour,
        icons: [{ src: `${base}/icon.svg`, sizes: 'any', type: 'image/svg+xml', purpose: 'any maskable' }],
      }),
    )
  })
  app.get('/c/:token/icon.svg', async (c) => {
    const card = await find(c)
    if (!card) return c.json({}, 404)
    const brand = await brandOf(deps.db, card.workspaceId)
    const letter = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><path fill="${brand.colour}" d="M0 0h512v512H0z"/><text x="256" y="345" text-anchor="middle" font-family="sans-serif" font-weight="700" font-size="250" fill="#fff">${[...brand.name][0] ?? ''}</text></svg>`
    return c.body(String(await letter), 200, { 'Content-Type': 'image/svg+xml' })
  })
  app.openapi(hold, (c) =>
    show(c, async (card, { reward }) => {
      const rewardId = typeof reward === 'string' && reward !== '' ? reward : null
      await holdReward(deps, placeOf(card), { memberId: await memberOfCard(deps, card), rewardId })
    }),
  )
  app.openapi(release, (c) =>
    show(c, async (card) => {
      await endHold(deps, placeOf(card), await memberOfCard(deps, card), 'cancelled')
    }),
  )
  app.openapi(wishes, (c) =>
    show(c, async (card, { locale, news }) => {
      const chosen = typeof locale === 'string' && isLocale(locale) ? locale : card.locale
      await changeCardWishes(deps, card, { locale: chosen, news: news === 'yes', wording: await wordingOf(deps, card) })
    }),
  )
  app.openapi(contact, (c) =>
    show(c, async (card, { contact: text, consent }) => {
      const wording = consent === 'yes' ? await wordingOf(deps, card) : undefined
      await giveContact(deps, card, typeof text === 'string' ? text : '', wording)
    }),
  )
  app.openapi(phone, (c) =>
    show(c, async (card, { code }) => await confirmPhone(deps, card, typeof code === 'string' ? code : '')),
  )
  app.openapi(phoneAgain, (c) => show(c, async (card) => await sendPhoneCode(deps, card)))
  clubForms(app, deps, show)
  birthdayForm(app, deps, show)
  app.openapi(push, async (c) => {
    const card = await find(c)
    if (!card || !(await limit.take(card.cardId)).allowed) return c.body(null, 404)
    const { customerId } = (await readCard(deps, card)).state
    const wording = (await cardWords(deps, card)).t('card.notices.text')
    const name = c.req.header('user-agent')?.slice(0, 200) ?? null
    const given = await c.req.json().catch(() => undefined)
    const whose = { workspaceId: card.workspaceId, customerId }
    return c.body(null, (await addOwnDevice(deps.messaging, whose, { given, name, wording })) ? 204 : 400)
  })
  app.get('/c/:token/card.pkpass', async (c) => {
    const card = await find(c)
    if (!card || !(await limit.take(card.cardId)).allowed) return showGone(c)
    return await answerPass(deps, c, card)
  })
  app.get('/c/:token/google-wallet', async (c) => {
    const card = await find(c)
    const link = card && (await limit.take(card.cardId)).allowed ? await googleLinkOf(deps, card) : undefined
    return link === undefined ? showGone(c) : c.redirect(link, 302)
  })
  app.get('/c/:token/confirm/:proof', async (c) => {
    const card = await find(c)
    return card ? await showConfirm(deps, c, card) : showGone(c)
  })
  app.openapi(confirm, async (c) => {
    const card = await find(c)
    if (!card || !(await confirmContact(deps, card, c.req.valid('param').proof))) return showGone(c)
    return c.redirect(`/c/${cardToken(deps.secret, card)}`, 303)
  })
  return app
}

async function wordingOf(deps: CardDeps, card: Card): Promise<string> {
  const { brand, t } = await cardWords(deps, card)
  return t('card.consent', { shop: brand.name })
}

async function showCard(deps: CardPagesDeps, c: Asked, card: Card, problem: string | undefined) {
  const { locale } = card
  const { brand, t } = await cardWords(deps, card)
  const base = `/c/${cardToken(deps.secret, card)}`
  const view = await readCard(deps, card)
  const { code, secondsLeft } = showCode(deps, card)
  const cardPage = {
    view,
    locale,
    t,
    brand,
    base,
    code,
    number: spellNumber(card.number),
    inviteUrl: new URL(`/j/${card.programmeId}?from=${card.number}`, deps.publicUrl()).href,
    consentWording: t('card.consent', { shop: brand.name }),
    wallets: await offeredWallets(deps, card.workspaceId),
    pushKey: view.state.customerId === null ? undefined : await readPushKey(deps.messaging, card.workspaceId),
    now: deps.clock.now(),
  }
  const head = html`<link rel="manifest" href="${base}/manifest.webmanifest"><link rel="icon" href="${base}/icon.svg"><noscript><meta http-equiv="refresh" content="30"></noscript><script src="/c/script.js" defer data-base="${base}" data-seconds="${secondsLeft}" data-at="${deps.clock.now().epochMilliseconds}"></script>`
  return showPage(
    c,
    {
      locale,
      brand,
      title: view.programmeName,
      styles: cardStyles,
      head,
      hero: cardHero(cardPage),
      status: problem ? 409 : 200,
    },
    html`${problem ? html`<p class="off" role="alert">${problem}</p>` : ''}${cardBody(cardPage)}`,
  )
}

async function showConfirm(deps: CardDeps, c: Asked, card: Card) {
  const { locale } = card
  const { brand, t } = await cardWords(deps, card)
  const title = t('card.confirm.title')
  return showPage(
    c,
    { locale, brand, title, styles: '' },
    html`<section><h1>${title}</h1><p>${t('card.confirm.text', { shop: brand.name })}</p><form method="post"><button>${t('card.confirm.join')}</button></form></section>`,
  )
}

function showGone(c: Asked) {
  const locale = negotiateLocale(c.req.header('accept-language'))
  const t = translatorFor(locale, 'card')
  const title = t('card.gone.title')
  const brand = { name: 'Regulars', colour: '#0b6e4f', logoUrl: null }
  return showPage(
    c,
    { locale, brand, title, styles: '', status: 404 },
    html`<section><h1>${title}</h1><p>${t('card.gone.text')}</p></section>`,
  )
}
