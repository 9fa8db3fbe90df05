import type { Context } from 'hono'
import { html } from 'hono/html'
import { mostPoints } from '#contract/loyalty-bounds'
import {
  acceptInvitation,
  beginCheckout,
  type Card,
  type CardDeps,
  cancelPlan,
  cardToken,
  cardWords,
  donatePoints,
  memberOfCard,
  setNickname,
  takeBackDonation,
} from '#modules/loyalty'
import { DomainError } from '#platform/errors'
import type { AppEnv, Router } from '#platform/http'
import { latinDigits } from '#platform/i18n'
import { cardForm, placeOf, type ShowCard } from './card-form.ts'
import { mainLink, showPage } from './card-frame.ts'

const give = cardForm('/c/{token}/give', 'Give points of a card to a cause')
const takeBack = cardForm('/c/{token}/take-back', 'Take back what was given to a cause a moment ago')
const nickname = cardForm('/c/{token}/nickname', 'Be on the leaderboard by a name of one’s own, or be on it no more')
const invitation = cardForm('/c/{token}/invitation', 'Say the code of an invitation')
const plan = cardForm('/c/{token}/plan', 'Pay for a membership')
const planCancel = cardForm('/c/{token}/plan-cancel', 'Do not renew a membership')

/** What a card can do beside rewards: give, stand on the leaderboard, come by invitation, pay for a membership. */
export function clubForms(app: Router, deps: CardDeps, show: ShowCard): void {
  app.openapi(give, (c) =>
    show(c, async (card, { cause, points }) => {
      const causeId = typeof cause === 'string' ? cause : ''
      const memberId = await memberOfCard(deps, card)
      await donatePoints(deps, placeOf(card), { memberId, causeId, points: readPoints(points) })
    }),
  )
  app.openapi(takeBack, (c) =>
    show(c, async (card) => void (await takeBackDonation(deps, placeOf(card), await memberOfCard(deps, card)))),
  )
  app.openapi(nickname, (c) =>
    show(c, async (card, { nickname: chosen, leave }) => {
      const name = typeof chosen === 'string' ? chosen : ''
      const memberId = await memberOfCard(deps, card)
      await setNickname(deps, placeOf(card), { memberId, nickname: leave === 'yes' ? null : name })
    }),
  )
  app.openapi(invitation, (c) =>
    show(c, async (card, { code }) => {
      const memberId = await memberOfCard(deps, card)
      await acceptInvitation(deps, placeOf(card), {
        memberId,
        code: typeof code === 'string' ? code.slice(0, 40) : '',
      })
    }),
  )
  app.openapi(plan, async (c) => {
    const opened: { card: Card; url: string }[] = []
    const shown = await show(c, async (card, { plan: chosen }) => {
      const memberId = await memberOfCard(deps, card)
      const back = new URL(`/c/${cardToken(deps.secret, card)}`, deps.publicUrl()).href
      const asked = { memberId, planId: typeof chosen === 'string' ? chosen : '', back }
      opened.push({ card, url: await beginCheckout(deps, placeOf(card), asked) })
    })
    const [checkout] = opened
    return checkout ? await showPayment(deps, c, checkout) : shown
  })
  app.openapi(planCancel, (c) =>
    show(c, async (card) => await cancelPlan(deps, placeOf(card), await memberOfCard(deps, card))),
  )
}

/** What was typed, in any digits. */
function readPoints(text: unknown): number {
  const points = Number(latinDigits(typeof text === 'string' ? text : '').replaceAll(/[\s.,٬'’]/g, ''))
  if (!Number.isInteger(points) || points < 1 || points > mostPoints)
    throw new DomainError('invalid', 'points_unreadable', 'This is no number of points.')
  return points
}

/** A form of this page leads nowhere else; the way to the payment is a link. */
async function showPayment(deps: CardDeps, c: Context<AppEnv>, { card, url }: { card: Card; url: string }) {
  const { brand, t } = await cardWords(deps, card)
  const title = t('card.plan.pay_title')
  return showPage(
    c,
    { locale: card.locale, brand, title, styles: mainLink },
    html`<section><h1>${title}</h1><p>${t('card.plan.stripe')}</p><a class="main" href="${url}" rel="noopener">${t('card.plan.pay')}</a><p><a href="/c/${cardToken(deps.secret, card)}">${t('card.plan.back')}</a></p></section>`,
  )
}
