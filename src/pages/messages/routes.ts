/** What a message's links lead to: unsubscribing, the preference centre, the shop's pages. Reading changes nothing; programs follow every link. */
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { translatorFor, translatorInVoice } from '#i18n'
import {
  addOwnDevice,
  confirmTopic,
  findAskedTopic,
  findLinked,
  followClick,
  followShort,
  type LinkedMessage,
  linksOf,
  type MessagingDeps,
  type OwnChoices,
  readOwnChoices,
  readPushKey,
  recordOpen,
  unsubscribe,
  writeOwnChoices,
} from '#modules/messaging'
import { brandOf } from '#modules/workspaces'
import { type AppEnv, createRouter, publicRoute, type Router } from '#platform/http'
import { isLocale, type Locale, locales, negotiateLocale, type Translate } from '#platform/i18n'
import { languageNames, memberPage, memberPagePolicy, type PageBrand } from './page-frame.ts'
import { pushScript, pushWorker } from './push-script.ts'

const tags = ['Member pages']
const params = z.object({ token: z.string().max(100) })
const page = { 200: { description: 'A page' } }
const form = { maxBody: 16 * 1024 }

const postUnsubscribe = publicRoute(form, {
  method: 'post',
  path: '/m/u/{token}',
  tags,
  summary: 'Unsubscribe with the link of a message (RFC 8058)',
  request: { params },
  responses: page,
})
const postPreferences = publicRoute(form, {
  method: 'post',
  path: '/m/p/{token}',
  tags,
  summary: 'Keep what somebody chose in the preference centre of a message',
  request: { params },
  responses: page,
})

const postDevice = publicRoute(form, {
  method: 'post',
  path: '/m/p/{token}/push',
  tags,
  summary: 'Keep the browser that somebody allowed notices on in the preference centre of a message',
  request: { params },
  responses: { 204: { description: 'Kept' }, 400: { description: 'Not a subscription' }, 404: { description: 'Gone' } },
})
const postTopic = publicRoute(form, {
  method: 'post',
  path: '/m/t/{topic}/{token}',
  tags,
  summary: 'Confirm a topic from the mail that asked for it',
  request: { params: params.extend({ topic: z.string().max(40) }) },
  responses: page,
})

const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
const frequencies = ['any', 'weekly', 'monthly'] as const
type Asked = Context<AppEnv>

export function messagePages(deps: MessagingDeps): Router {
  const app = createRouter()
  app.get('/m/u/:token', async (c) => {
    const linked = await findLinked(deps, 'unsubscribe', c.req.param('token'))
    return linked ? await showUnsubscribe(deps, c, linked) : showGone(c)
  })
  app.openapi(postUnsubscribe, async (c) => {
    const linked = await findLinked(deps, 'unsubscribe', c.req.valid('param').token)
    if (!linked) return showGone(c)
    const { brand, t } = await wordsOf(deps, linked)
    const { channel } = linked
    await unsubscribe(deps, linked, t('messaging.page.unsubscribe_text', { shop: brand.name, channel }))
    return await showUnsubscribe(deps, c, linked)
  })
  app.get('/m/p/:token', async (c) => {
    const linked = await findLinked(deps, 'preferences', c.req.param('token'))
    return linked ? await showPreferences(deps, c, linked, false) : showGone(c)
  })
  app.openapi(postPreferences, async (c) => {
    const linked = await findLinked(deps, 'preferences', c.req.valid('param').token)
    if (!linked) return showGone(c)
    await keep(deps, linked, await c.req.parseBody({ all: true }))
    return await showPreferences(deps, c, linked, true)
  })
  app.openapi(postDevice, async (c) => {
    const linked = await findLinked(deps, 'preferences', c.req.valid('param').token)
    if (!linked) return c.body(null, 404)
    const wording = (await wordsOf(deps, linked)).t('messaging.page.push_text')
    const name = c.req.header('user-agent')?.slice(0, 200) ?? null
    const given = await c.req.json().catch(() => undefined)
    return c.body(null, (await addOwnDevice(deps, linked, { given, name, wording })) ? 204 : 400)
  })
  app.get('/m/push.js', (c) => showScript(c, pushScript))
  app.get('/m/push-worker.js', (c) => showScript(c, pushWorker))
  app.get('/m/t/:topic/:token', async (c) => await showTopic(deps, c, c.req.param('topic'), c.req.param('token')))
  app.openapi(postTopic, async (c) => {
    const { topic, token } = c.req.valid('param')
    const asked = await findAskedTopic(deps, topic, token)
    if (!asked) return showGone(c)
    const { brand, t } = await wordsOf(deps, asked)
    await confirmTopic(deps, asked, t('messaging.confirm.text', { shop: brand.name, topic: asked.name }))
    return await showTopic(deps, c, topic, token)
  })
  app.get('/m/c/:token/:place', async (c) => {
    const target = await followClick(deps, c.req.param('token'), Number(c.req.param('place')), visitorOf(c))
    c.header('Cache-Control', 'no-store')
    return target === undefined ? showGone(c) : c.redirect(target, 302)
  })
  const short = async (c: Asked, place: string): Promise<Response> => {
    const target = await followShort(deps, c.req.param('code') ?? '', place, visitorOf(c))
    c.header('Cache-Control', 'no-store')
    return target === undefined ? showGone(c) : c.redirect(target, 302)
  }
  app.get('/l/:code', (c) => short(c, '0'))
  app.get('/l/:code/:place', (c) => short(c, c.req.param('place')))
  app.get('/m/o/:token', async (c) => {
    await recordOpen(deps, c.req.param('token'), visitorOf(c))
    c.header('Cache-Control', 'no-store')
    c.header('Cross-Origin-Resource-Policy', 'cross-origin')
    return c.body(new Uint8Array(pixel), 200, { 'Content-Type': 'image/gif' })
  })
  return app
}

const visitorOf = (c: Context) => ({ method: c.req.method, userAgent: c.req.header('user-agent') })

/** The business as its pages show it, and their words in its voice. */
async function wordsOf({ db }: MessagingDeps, { workspaceId, locale }: { workspaceId: string; locale: Locale }) {
  const brand = await brandOf(db, workspaceId)
  return { brand, t: translatorInVoice(locale, brand.voice, 'messaging') }
}

async function keep(
  deps: MessagingDeps,
  linked: LinkedMessage,
  body: Record<string, string | File | (string | File)[]>,
): Promise<void> {
  const one = (name: string): string => (typeof body[name] === 'string' ? body[name] : '')
  const topics = [body.topic ?? []].flat().filter((topic) => typeof topic === 'string')
  const { t } = await wordsOf(deps, linked)
  if (one('action') === 'leave') {
    await unsubscribe(deps, linked, t('messaging.page.leave_all'), { isAll: true })
    return
  }
  const locale = one('locale')
  await writeOwnChoices(deps, linked, {
    topics,
    frequency: frequencies.find((frequency) => frequency === one('frequency')) ?? 'any',
    locale: isLocale(locale) ? locale : linked.locale,
    subscribeAgain: one('again') === 'yes',
    wording: t('messaging.page.subscribe_again'),
  })
}

async function showUnsubscribe(deps: MessagingDeps, c: Asked, linked: LinkedMessage) {
  const choices = await readOwnChoices(deps, linked)
  const locale = choices?.locale ?? linked.locale
  const { brand, t } = await wordsOf(deps, { ...linked, locale })
  const toChoices = choices
    ? html`<p><a href="${linksOf(deps, linked.workspaceId, linked.messageId).preferences}">${t('messaging.page.choose')}</a></p>`
    : ''
  if (choices?.isUnsubscribed) {
    const title = t('messaging.page.unsubscribed_title')
    return show(
      c,
      locale,
      brand,
      title,
      html`<section><h1>${title}</h1><p>${t('messaging.page.unsubscribed_text', { shop: brand.name, channel: linked.channel })}</p>${toChoices}</section>`,
    )
  }
  const title = t('messaging.page.unsubscribe_title')
  return show(
    c,
    locale,
    brand,
    title,
    html`<section><h1>${title}</h1><p>${t('messaging.page.unsubscribe_text', { shop: brand.name, channel: linked.channel })}</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>${t('messaging.page.unsubscribe')}</button></form>${toChoices}</section>`,
  )
}

async function showTopic(deps: MessagingDeps, c: Asked, topic: string, token: string) {
  const asked = await findAskedTopic(deps, topic, token)
  if (!asked) return showGone(c)
  const { brand, t } = await wordsOf(deps, asked)
  const told = { shop: brand.name, topic: asked.name }
  const title = t(asked.isConfirmed ? 'messaging.confirm.done_title' : 'messaging.confirm.heading')
  const inside = asked.isConfirmed
    ? html`<p class="done" role="status">${t('messaging.confirm.done_text', told)}</p>`
    : html`<p>${t('messaging.confirm.text', told)}</p><form method="post"><button>${t('messaging.confirm.action')}</button></form>`
  return show(c, asked.locale, brand, title, html`<section><h1>${title}</h1>${inside}</section>`)
}

function showScript(c: Asked, text: string) {
  c.header('Content-Type', 'text/javascript; charset=utf-8')
  c.header('Cache-Control', 'no-cache')
  return c.body(text)
}

/** Hidden until the browser says it can; without script there are no notices. */
function pushOffer(key: string | undefined, t: Translate) {
  if (key === undefined) return ''
  return html`<section hidden><h2>${t('messaging.page.push_title')}</h2><p data-push-words data-done="${t('messaging.page.push_done')}" data-failed="${t('messaging.page.push_failed')}" role="status">${t('messaging.page.push_text')}</p>
<button type="button" class="quiet" data-push="${key}">${t('messaging.page.push_action')}</button></section><script src="/m/push.js" defer></script>`
}

async function showPreferences(deps: MessagingDeps, c: Asked, linked: LinkedMessage, isSaved: boolean) {
  const choices = await readOwnChoices(deps, linked)
  if (!choices) return showGone(c)
  const { locale } = choices
  const { brand, t } = await wordsOf(deps, { ...linked, locale })
  const title = t('messaging.page.preferences_title')
  const pushKey = await readPushKey(deps, linked.workspaceId)
  return show(
    c,
    locale,
    brand,
    title,
    html`<section><h1>${title}</h1>${isSaved ? html`<p class="done" role="status">${t('messaging.page.saved')}</p>` : ''}
${choices.isUnsubscribed ? html`<p>${t('messaging.page.unsubscribed_text', { shop: brand.name, channel: linked.channel })}</p>` : ''}
<form method="post">${fields(choices, t)}<button name="action" value="save">${t('messaging.page.save')}</button>
${choices.isUnsubscribed ? '' : html`<p></p><button class="quiet" name="action" value="leave">${t('messaging.page.leave_all')}</button>`}</form></section>${pushOffer(pushKey, t)}`,
    pushKey !== undefined,
  )
}

function fields(choices: OwnChoices, t: Translate) {
  const { topics, isUnsubscribed, frequency, locale } = choices
  const chosen = frequencies.find((one) => one === frequency) ?? 'any'
  return html`${isUnsubscribed ? html`<label class="row"><input type="checkbox" name="again" value="yes"><span>${t('messaging.page.subscribe_again')}</span></label>` : ''}
${topics.length === 0 ? '' : html`<fieldset><legend>${t('messaging.page.topics')}</legend>${topics.map(({ topic, name, isSubscribed }) => html`<label class="row"><input type="checkbox" name="topic" value="${topic}"${isSubscribed ? html` checked` : ''}><span dir="auto">${name}</span></label>`)}</fieldset>`}
<fieldset><legend>${t('messaging.page.frequency')}</legend>${frequencies.map((one) => html`<label class="row"><input type="radio" name="frequency" value="${one}"${one === chosen ? html` checked` : ''}><span>${t(`messaging.page.frequency_${one}`)}</span></label>`)}</fieldset>
<label class="label" for="locale">${t('messaging.page.language')}</label><select id="locale" name="locale">${locales.map((one) => html`<option value="${one}" lang="${one}"${one === locale ? html` selected` : ''}>${languageNames[one]}</option>`)}</select>`
}

function show(
  c: Asked,
  locale: Locale,
  brand: PageBrand,
  title: string,
  inside: ReturnType<typeof html>,
  hasScript = false,
) {
  const nonce = c.get('cspNonce')
  c.header('Content-Security-Policy', memberPagePolicy(nonce, hasScript))
  c.header('Cache-Control', 'no-store')
  c.header('Referrer-Policy', 'no-referrer')
  return c.html(memberPage({ locale, brand, nonce, title }, inside), 200)
}

function showGone(c: Asked) {
  const locale = negotiateLocale(c.req.header('accept-language'))
  const t = translatorFor(locale, 'messaging')
  const nonce = c.get('cspNonce')
  c.header('Content-Security-Policy', memberPagePolicy(nonce))
  const brand = { name: 'Regulars', colour: '#0b6e4f', logoUrl: null }
  const title = t('messaging.page.gone_title')
  return c.html(
    memberPage(
      { locale, brand, nonce, title },
      html`<section><h1>${title}</h1><p>${t('messaging.page.gone_text')}</p></section>`,
    ),
    404,
  )
}
