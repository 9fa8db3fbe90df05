/** How somebody at the counter becomes a member: the poster, and the page it leads to. */
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import { translatorFor, translatorInVoice } from '#i18n'
import {
  type CardDeps,
  cardToken,
  findCardOfDevice,
  findProgrammeWorkspace,
  joinByCard,
  readOffer,
  signJoinForm,
} from '#modules/loyalty'
import { brandOf, mailBrandOf } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import {
  type AppEnv,
  clientAddress,
  createRateLimit,
  createRouter,
  describeReason,
  publicRoute,
  type Router,
  spendRate,
} from '#platform/http'
import { isLocale, type Locale, locales, negotiateLocale } from '#platform/i18n'
import { showPage } from '../card/card-frame.ts'
import { qrPicture } from '../card/qr-picture.ts'
import { languageNames } from '../messages/page-frame.ts'
import { keepGuestCookie, readGuestCookie } from './guest-cookie.ts'
import { joinStyles, posterStyles } from './join-styles.ts'
import { drawPoster, type Poster } from './poster/draw-poster.ts'
import { type PosterSize, posterSizeNames } from './poster/poster-sizes.ts'

const params = z.object({ programmeId: z.string().max(40) })
const post = publicRoute(
  { maxBody: 16 * 1024 },
  {
    method: 'post',
    path: '/j/{programmeId}',
    tags: ['Member pages'],
    summary: 'Become a member and get a card',
    request: { params },
    responses: { 200: { description: 'A page' } },
  },
)

type Asked = Context<AppEnv>
export type JoinDeps = CardDeps & { trustedProxies: number }

export function joinPages(deps: JoinDeps): Router {
  const app = createRouter()
  const { db, clock } = deps
  // A café's guests share one address; somebody who makes cards by the hundred still meets a limit.
  const limits = {
    address: createRateLimit({ db, clock, name: 'join-address', quota: 60, windowSeconds: 3600 }),
    // Drawing takes a moment of the processor.
    poster: createRateLimit({ db, clock, name: 'poster', quota: 60, windowSeconds: 3600 }),
    programme: createRateLimit({ db, clock, name: 'join-programme', quota: 1000, windowSeconds: 3600 }),
  }
  app.get('/j/:programmeId', async (c) => {
    const workspaceId = await findProgrammeWorkspace(deps, c.req.param('programmeId'))
    return workspaceId === undefined ? showGone(c) : await showJoin(deps, c, workspaceId, {})
  })
  app.openapi(post, async (c) => {
    const { programmeId } = c.req.valid('param')
    const workspaceId = await findProgrammeWorkspace(deps, programmeId)
    if (workspaceId === undefined) return showGone(c)
    const body = await c.req.parseBody()
    const text = (name: string): string => (typeof body[name] === 'string' ? body[name].trim().slice(0, 254) : '')
    const locale = localeOf(c)
    try {
      const address = await limits.address.take(`${programmeId} ${clientAddress(c, deps.trustedProxies)}`)
      if (!address.allowed || !(await limits.programme.take(programmeId)).allowed)
        throw new DomainError('too_many', 'join_too_many', 'Too many cards were made from here.')
      // Nobody sees this field; programs fill in everything.
      if (text('website') !== '') throw new DomainError('invalid', 'join_form_over', 'This form is not valid any more.')
      const { name: shop, voice } = await brandOf(db, workspaceId)
      const consent = translatorInVoice(locale, voice, 'card')('card.consent', { shop })
      const card = await joinByCard(deps, workspaceId, {
        programmeId,
        form: text('form'),
        locale,
        device: keepGuestCookie(c, deps.publicUrl()),
        ...(text('contact') === '' ? {} : { contact: text('contact') }),
        ...(text('consent') === 'yes' ? { consent } : {}),
        ...(text('from') === '' ? {} : { broughtBy: text('from') }),
        ...(text('invitation') === '' ? {} : { invitation: text('invitation') }),
      })
      return c.redirect(`/c/${cardToken(deps.secret, card)}`, 303)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      const problem = describeReason(locale, error.reason, error.details ?? {}, error.message)
      return await showJoin(deps, c, workspaceId, { problem, contact: text('contact') })
    }
  })
  app.get('/j/:programmeId/poster.pdf', async (c) => {
    const workspaceId = await findProgrammeWorkspace(deps, c.req.param('programmeId'))
    if (workspaceId === undefined) return showGone(c)
    await spendRate(c, limits.poster, clientAddress(c, deps.trustedProxies))
    return await answerPoster(deps, c, workspaceId)
  })
  app.get('/j/:programmeId/poster', async (c) => {
    const workspaceId = await findProgrammeWorkspace(deps, c.req.param('programmeId'))
    return workspaceId === undefined ? showGone(c) : await showPoster(deps, c, workspaceId)
  })
  return app
}

function localeOf(c: Asked): Locale {
  const asked = c.req.query('lang') ?? ''
  return isLocale(asked) ? asked : negotiateLocale(c.req.header('accept-language'))
}

async function showJoin(
  deps: JoinDeps,
  c: Asked,
  workspaceId: string,
  { problem, contact = '' }: { problem?: string; contact?: string },
) {
  const locale = localeOf(c)
  const brand = await brandOf(deps.db, workspaceId)
  const t = translatorInVoice(locale, brand.voice, 'card')
  const programmeId = c.req.param('programmeId') ?? ''
  const offer = await readOffer(deps, workspaceId, programmeId)
  const form = signJoinForm(deps.secret, programmeId, deps.clock.now())
  const own = await findCardOfDevice(deps, workspaceId, programmeId, readGuestCookie(c))
  const from = (c.req.query('from') ?? '').slice(0, 20)
  const invite = (c.req.query('invite') ?? '').slice(0, 40)
  const kept = new URLSearchParams({ ...(from && { from }), ...(invite && { invite }) }).toString()
  const title = t('card.join.title', { shop: brand.name })
  const welcome =
    offer.welcomeStamps > 0
      ? t('card.join.welcome_stamps', { count: offer.welcomeStamps })
      : offer.welcomePoints > 0
        ? t('card.join.welcome_points', { count: offer.welcomePoints })
        : ''
  const hero = html`<div class="hero" role="banner"><div><div class="who">${brand.logoUrl ? html`<img src="${brand.logoUrl}" alt="${brand.name}">` : html`<b dir="auto">${brand.name}</b>`}</div><h1>${title}</h1>
<p>${offer.stampsRequired ? t('card.join.stamps', { count: offer.stampsRequired }) : t('card.join.points')}</p></div></div>`
  const needsCode = offer.byInvitation && invite === ''
  return showPage(
    c,
    { locale, brand, title, styles: joinStyles, hero, status: problem ? 400 : 200 },
    html`<section>${problem ? html`<p class="off" role="alert" id="problem">${problem}</p>` : ''}
${own ? html`<p class="done">${t('card.join.own')}</p>${invite ? html`<form method="post" action="/c/${cardToken(deps.secret, own)}/invitation"><input type="hidden" name="code" value="${invite}"><button>${t('card.invited.take')}</button></form>` : ''}<a class="main" href="/c/${cardToken(deps.secret, own)}">${t('card.join.open')}</a><h2>${t('card.join.another')}</h2>` : ''}${invite && !own ? html`<p class="done">${t('card.invited.welcome')}</p>` : ''}${needsCode ? html`<p class="soft">${t('card.invited.only')}</p>` : ''}${welcome && !own ? html`<p class="done">${welcome}</p>` : ''}
<form method="post" action="?lang=${locale}${kept ? `&${kept}` : ''}"><input type="hidden" name="form" value="${form}"><input type="hidden" name="from" value="${from}">
${needsCode ? html`<label class="label" for="invitation">${t('card.invited.code')}</label><input type="text" id="invitation" name="invitation" dir="ltr" autocomplete="off" autocapitalize="characters" maxlength="40" required>` : html`<input type="hidden" name="invitation" value="${invite}">`}
<label class="label" for="contact">${t('card.join.contact')}</label><p class="soft" id="why">${t('card.join.contact_why')}</p>
<input type="text" id="contact" name="contact" value="${contact}" dir="ltr" autocomplete="email" inputmode="email" maxlength="254" aria-describedby="why"${problem ? html` aria-invalid="true"` : ''}>
<div class="trap" aria-hidden="true"><label>${t('card.join.trap')}<input type="text" name="website" tabindex="-1" autocomplete="off"></label></div>
<label class="row"><input type="checkbox" name="consent" value="yes"><span>${t('card.consent', { shop: brand.name })}</span></label>
<button>${t('card.join.get')}</button><p class="soft small">${t('card.join.kept', { shop: brand.name })}</p></form></section>
<nav aria-label="${t('card.wishes.language')}">${locales.map((one) => html`<a href="?lang=${one}${kept ? `&${kept}` : ''}" lang="${one}"${one === locale ? html` aria-current="true"` : ''}>${languageNames[one]}</a>`)}</nav>`,
  )
}

/** The words of the poster of a programme in one language. */
async function posterOf(deps: JoinDeps, c: Asked, workspaceId: string): Promise<Poster & { logoUrl: string | null }> {
  const locale = localeOf(c)
  const { name: shop, colour, logoUrl, voice } = await brandOf(deps.db, workspaceId)
  const t = translatorInVoice(locale, voice, 'card')
  const programmeId = c.req.param('programmeId') ?? ''
  const offer = await readOffer(deps, workspaceId, programmeId)
  return {
    locale,
    shop,
    colour,
    logoUrl,
    logo: await readLogo(deps, workspaceId),
    title: t('card.join.title', { shop }),
    offer: offer.stampsRequired ? t('card.join.stamps', { count: offer.stampsRequired }) : t('card.join.points'),
    steps: [t('card.poster.scan'), t('card.poster.tap'), t('card.poster.show')],
    foot: t('card.poster.foot'),
    url: new URL(`/j/${programmeId}?lang=${locale}`, deps.publicUrl()).href,
  }
}

/** What a PDF can hold; other kinds of pictures leave the name. */
async function readLogo({ db }: JoinDeps, workspaceId: string): Promise<Buffer | null> {
  const { logo } = await mailBrandOf(db, workspaceId)
  return logo && ['image/png', 'image/jpeg'].includes(logo.type) ? Buffer.from(logo.bytes) : null
}

const sizeOf = (c: Asked): PosterSize => posterSizeNames.find((one) => one === c.req.query('size')) ?? 'a4'

async function answerPoster(deps: JoinDeps, c: Asked, workspaceId: string) {
  const size = sizeOf(c)
  const poster = await posterOf(deps, c, workspaceId)
  c.header('Content-Type', 'application/pdf')
  c.header('Content-Disposition', `attachment; filename="poster-${size}-${poster.locale}.pdf"`)
  c.header('Cache-Control', 'no-store')
  return c.body(new Uint8Array(await drawPoster(poster, size)))
}

async function showPoster(deps: JoinDeps, c: Asked, workspaceId: string) {
  const size = sizeOf(c)
  const poster = await posterOf(deps, c, workspaceId)
  const { locale, shop, logoUrl, offer, steps, foot, url } = poster
  const t = translatorFor(locale, 'card')
  const title = t('card.poster.title')
  const brand = { name: shop, colour: poster.colour, logoUrl }
  const link = (to: { size?: string; lang?: string }) => `?size=${to.size ?? size}&lang=${to.lang ?? locale}`
  const name = logoUrl ? html`<img src="${logoUrl}" alt="${shop}">` : html`<b dir="auto">${shop}</b>`
  return showPage(
    c,
    { locale, brand, title, styles: posterStyles(size), hero: raw('<span></span>') },
    html`<div class="tools"><h1>${title}</h1><p class="soft">${t('card.poster.help')}</p>
<p>${posterSizeNames.map((one) => html`<a href="${link({ size: one })}"${one === size ? html` aria-current="true"` : ''}>${t(`card.poster.size.${one}`)}</a>`)}</p>
<p>${locales.map((one) => html`<a href="${link({ lang: one })}" lang="${one}"${one === locale ? html` aria-current="true"` : ''}>${languageNames[one]}</a>`)}</p>
<a class="main" href="poster.pdf${link({})}" download>${t('card.poster.download')}</a></div>
<article class="sheet ${size}"><div class="top">${name}<h2>${offer}</h2></div>
<div class="middle">${qrPicture(url, t('card.poster.label'), 'quartile')}</div>
<ol class="steps">${steps.map((step) => html`<li>${step}</li>`)}</ol><p class="foot">${foot}</p></article>`,
  )
}

function showGone(c: Asked) {
  const locale = localeOf(c)
  const t = translatorFor(locale, 'card')
  const title = t('card.gone.programme_title')
  const brand = { name: 'Regulars', colour: '#0b6e4f', logoUrl: null }
  return showPage(
    c,
    { locale, brand, title, styles: '', status: 404 },
    html`<section><h1>${title}</h1><p>${t('card.gone.programme_text')}</p></section>`,
  )
}
