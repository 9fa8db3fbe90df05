/** Where somebody answers a survey: from a message, from a code on the table. Reading changes nothing; programs follow every link. */
import { createHash } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { html, raw } from 'hono/html'
import { translatorFor, translatorInVoice } from '#i18n'
import { type Asked, answerSurvey, findAsked, type SurveysDeps, textIn } from '#modules/surveys'
import { brandOf } from '#modules/workspaces'
import { isDomainError } from '#platform/errors'
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
import { qrPicture } from '../card/qr-picture.ts'
import { keepBrowserCookie } from '../join/guest-cookie.ts'
import { languageNames, memberPage, memberPagePolicy, type PageBrand } from '../messages/page-frame.ts'
import { surveyInside } from './survey-inside.ts'
import { surveyStyles } from './survey-styles.ts'

const post = publicRoute(
  { maxBody: 16 * 1024 },
  {
    method: 'post',
    path: '/s/{token}',
    tags: ['Member pages'],
    summary: 'Answer a survey',
    request: { params: z.object({ token: z.string().max(100) }) },
    responses: { 200: { description: 'A page' }, 303: { description: 'The answer is kept' } },
  },
)

type PageContext = Context<AppEnv>
export type SurveyPagesDeps = Pick<SurveysDeps, 'db' | 'clock' | 'secret' | 'publicUrl' | 'onWritten'> & {
  trustedProxies: number
}

const cookie = { name: 'regulars-survey', path: '/s' }
const mostOfComment = 2000

export function surveyPages(deps: SurveyPagesDeps): Router {
  const app = createRouter()
  const { db, clock } = deps
  // The guests of a café share one address.
  const limit = createRateLimit({ db, clock, name: 'survey-address', quota: 120, windowSeconds: 3600 })
  const read = async (c: PageContext) => {
    const asked = await findAsked(deps, c.req.param('token') ?? '', deviceOf(getCookie(c, cookie.name)))
    return asked ? await show(deps, c, asked, { chosen: numberOf(c.req.param('score')) }) : showGone(c)
  }
  app.get('/s/:token', read)
  app.get('/s/:token/code', async (c) => {
    const asked = await findAsked(deps, c.req.param('token'), undefined)
    return asked?.kind === 'public' ? await showCode(deps, c, asked) : showGone(c)
  })
  app.get('/s/:token/:score', read)
  app.openapi(post, async (c) => {
    const { token } = c.req.valid('param')
    const asked = await findAsked(deps, token, deviceOf(getCookie(c, cookie.name)))
    if (!asked) return showGone(c)
    const body = await c.req.parseBody()
    const text = (name: string): string => (typeof body[name] === 'string' ? body[name].trim() : '')
    const locale = localeOf(c)
    if (asked.kind === 'sample') return await show(deps, c, asked, { isThanked: true })
    const isOpenToAll = asked.kind === 'public'
    if (isOpenToAll) await spendRate(c, limit, clientAddress(c, deps.trustedProxies))
    const device = isOpenToAll ? deviceOf(keepBrowserCookie(c, deps.publicUrl(), cookie)) : undefined
    const comment = text('comment').replaceAll('\u0000', '').slice(0, mostOfComment).toWellFormed()
    const given = {
      score: numberOf(text('score')) ?? Number.NaN,
      comment: comment === '' ? null : comment,
      locale,
      device,
    }
    try {
      await answerSurvey(deps, asked, given)
    } catch (error) {
      if (!isDomainError(error)) throw error
      const problem = describeReason(locale, error.reason, error.details, error.message)
      return await show(deps, c, asked, { problem, chosen: numberOf(text('score')), comment })
    }
    return c.redirect(`/s/${token}?lang=${locale}`, 303)
  })
  return app
}

const deviceOf = (value: string | undefined): Buffer | undefined =>
  value === undefined ? undefined : createHash('sha256').update(`survey:${value}`).digest()

const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,2}$/.test(text) ? Number(text) : undefined

function localeOf(c: PageContext): Locale {
  const wanted = c.req.query('lang') ?? ''
  return isLocale(wanted) ? wanted : negotiateLocale(c.req.header('accept-language'))
}

type Shown = { chosen?: number | undefined; comment?: string; problem?: string; isThanked?: boolean }

async function show(deps: SurveyPagesDeps, c: PageContext, asked: Asked, shown: Shown) {
  const brand = await brandOf(deps.db, asked.workspaceId)
  const { locale, text } = textIn(asked.survey.words, [localeOf(c)])
  const t = translatorInVoice(locale, brand.voice, 'survey_page')
  const spoken = locales.filter((one) => asked.survey.words[one])
  const languages =
    spoken.length < 2
      ? ''
      : html`<nav aria-label="${t('survey_page.language')}">${spoken.map((one) => html`<a href="?lang=${one}" lang="${one}"${one === locale ? html` aria-current="true"` : ''}>${languageNames[one]}</a>`)}</nav>`
  const inside = html`${surveyInside(asked, { ...shown, action: `/s/${c.req.param('token')}?lang=${locale}`, locale, text, t })}${languages}`
  return answer(c, locale, brand, text.question, inside, shown.problem === undefined ? 200 : 409)
}

/** To be printed and put on the table. */
async function showCode(deps: SurveyPagesDeps, c: PageContext, { workspaceId, survey }: Asked) {
  const brand = await brandOf(deps.db, workspaceId)
  const { locale, text } = textIn(survey.words, [localeOf(c)])
  const t = translatorInVoice(locale, brand.voice, 'survey_page')
  const address = `${deps.publicUrl()}/s/${c.req.param('token')}`
  const inside = html`<section class="code"><h1 dir="auto">${text.question}</h1>${qrPicture(address, t('survey_page.scan'), 'quartile')}<p>${t('survey_page.scan')}</p></section>`
  return answer(c, locale, brand, text.question, inside, 200)
}

function answer(
  c: PageContext,
  locale: Locale,
  brand: PageBrand,
  title: string,
  inside: ReturnType<typeof html>,
  status: 200 | 404 | 409,
) {
  const nonce = c.get('cspNonce')
  c.header('Content-Security-Policy', memberPagePolicy(nonce))
  c.header('Cache-Control', 'no-store')
  c.header('Referrer-Policy', 'no-referrer')
  const head = html`<meta name="robots" content="noindex"><style nonce="${nonce}">${raw(surveyStyles)}</style>`
  return c.html(memberPage({ locale, brand, nonce, title, head }, inside), status)
}

function showGone(c: PageContext) {
  const locale = localeOf(c)
  const t = translatorFor(locale, 'messaging')
  const brand = { name: 'Regulars', colour: '#0b6e4f', logoUrl: null }
  const title = t('messaging.page.gone_title')
  const inside = html`<section><h1>${title}</h1><p>${t('messaging.page.gone_text')}</p></section>`
  return answer(c, locale, brand, title, inside, 404)
}
