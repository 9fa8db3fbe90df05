import { html } from 'hono/html'
import { formatDay, formatMoney, formatNumber } from '#platform/i18n'
import type { Inside } from './card-frame.ts'
import { type CardPage, progress } from './card-page.ts'

const mostNews = 3

type Benefits = CardPage['view']['club']['plans'][number]['benefits']

function benefits({ t, locale }: CardPage, { points, reward, factor, tier }: Benefits): Inside | string {
  const lines = [
    ...(factor === null
      ? []
      : [t('card.plan.factor', { factor: formatNumber(factor, locale, Number.isInteger(factor) ? 0 : 1) })]),
    ...(reward === null ? [] : [t('card.plan.reward', { reward })]),
    ...(points === null ? [] : [t('card.plan.points', { count: points })]),
    ...(tier === null ? [] : [t('card.plan.tier', { tier })]),
  ]
  return lines.length === 0 ? '' : html`<ul class="gives">${lines.map((line) => html`<li>${line}</li>`)}</ul>`
}

/** What can be paid for, and what is; leaving is always one press away. */
export function plans(page: CardPage): Inside | string {
  const { view, t, base, locale } = page
  const { plan, plans: offered, canPayHere } = view.club
  if (plan) {
    const day = formatDay(plan.paidUntil, locale, 'short', view.timeZone)
    const words = plan.isCancelled ? 'card.plan.ends' : plan.isCollected ? 'card.plan.renews' : 'card.plan.until'
    return html`<section class="held"><h2 dir="auto">${plan.name}</h2><p>${t(words, { day })}</p>${benefits(page, plan.benefits)}
${plan.isCancelled ? '' : html`<form method="post" action="${base}/plan-cancel"><button class="quiet">${t('card.plan.cancel')}</button></form><p class="soft">${t('card.plan.cancel_why', { day })}</p>`}</section>`
  }
  if (offered.length === 0) return ''
  return html`<section><h2>${t('card.plan.title')}</h2>${offered.map(
    (one) =>
      html`<div class="cause"><b dir="auto">${one.name}</b><p>${t(`card.plan.price_${one.every}`, { money: formatMoney(one.priceMinor, view.currency, locale) })}</p>${one.text ? html`<p dir="auto">${one.text}</p>` : ''}${benefits(page, one.benefits)}
${canPayHere ? html`<form method="post" action="${base}/plan"><input type="hidden" name="plan" value="${one.planId}"><button aria-label="${t('card.plan.begin_label', { name: one.name })}">${t('card.plan.begin')}</button></form>` : ''}</div>`,
  )}<p class="soft">${t(canPayHere ? 'card.plan.stripe' : 'card.plan.at_till')}</p></section>`
}

/** What points can be given to, and what came of it. */
export function causes({ view, t, base, locale }: CardPage): Inside | string {
  const { causes: all, lastDonation } = view.club
  const shown = all.filter(({ isClosed, points, news }) => !isClosed || points > 0 || news.length > 0)
  if (shown.length === 0) return ''
  const { currency, timeZone, state, isBlocked } = view
  const money = (minor: number): string => formatMoney(minor, currency, locale)
  const canGive = state.available > 0 && !isBlocked
  return html`<section><h2>${t('card.causes.title')}</h2>
${lastDonation ? html`<form class="pair" method="post" action="${base}/take-back"><p role="status"><b>${t('card.causes.thanks', { count: lastDonation.points, cause: lastDonation.cause })}</b></p><button class="quiet">${t('card.causes.take_back')}</button></form>` : ''}
${shown.map(
  ({
    causeId,
    name,
    text,
    pointValueMinor,
    goalPoints,
    isClosed,
    points,
    valueMinor,
    givers,
    paidMinor,
    mine,
    news,
  }) => {
    const together = t('card.causes.together', { count: points, money: money(valueMinor), givers })
    return html`<div class="cause"><b dir="auto">${name}</b>${text ? html`<p dir="auto">${text}</p>` : ''}
${pointValueMinor > 0 ? html`<p class="soft">${t('card.causes.worth', { money: money(Math.floor(pointValueMinor * 100)) })}</p>` : ''}
<p>${together}${mine > 0 ? html` ${t('card.causes.mine', { count: mine })}` : ''}</p>${goalPoints === null ? '' : progress(points / goalPoints, t('card.causes.goal', { count: points, goal: goalPoints }))}
${paidMinor > 0 ? html`<p><b>${t('card.causes.paid', { money: money(paidMinor) })}</b></p>` : ''}${news.slice(0, mostNews).map((one) => html`<p class="news"><time datetime="${one.at}">${formatDay(one.at, locale, 'short', timeZone)}</time> <span dir="auto">${one.text}</span></p>`)}
${isClosed ? html`<p class="soft">${t('card.causes.closed')}</p>` : canGive ? html`<form class="give" method="post" action="${base}/give"><input type="hidden" name="cause" value="${causeId}"><label class="label" for="give-${causeId}">${t('card.causes.how_many')}</label><input type="text" id="give-${causeId}" name="points" inputmode="numeric" maxlength="9" dir="ltr" required value="${formatNumber(Math.min(10, state.available), locale)}"><button aria-label="${t('card.causes.give_label', { cause: name })}">${t('card.causes.give')}</button></form>` : ''}</div>`
  },
)}</section>`
}

/** Where members who asked for it stand; nobody else is seen, and nobody sees it who is not on it. */
export function board({ view, t, base, locale }: CardPage): Inside | string {
  const found = view.club.board
  if (!found) return ''
  const { by, since, entered, onBoard, rows } = found
  const from = since
    ? t('card.board.since', { day: formatDay(since, locale, 'short', view.timeZone) })
    : t('card.board.ever')
  const isOn = onBoard?.isHidden === false
  const choose = html`<form method="post" action="${base}/nickname"><label class="label" for="nickname">${t('card.board.nickname')}</label><p class="soft" id="nickname-why">${t('card.board.why')}</p><input type="text" id="nickname" name="nickname" dir="auto" autocomplete="off" maxlength="24" required aria-describedby="nickname-why"><button class="quiet">${t('card.board.enter')}</button></form>`
  return html`<section><h2>${t('card.board.title')}</h2><p class="soft">${t(`card.board.by_${by}`)} ${from}</p>
${
  isOn
    ? html`${rows.length === 0 ? html`<p>${t('card.board.empty')}</p>` : html`<ol class="board">${rows.map(({ place, isShared, nickname, score, isMine }) => html`<li${isMine ? html` class="mine" aria-current="true"` : ''}><b>${t(isShared ? 'card.board.shared' : 'card.board.place', { place })}</b><span dir="auto">${nickname}${isMine ? html` <small>${t('card.board.you')}</small>` : ''}</span><span class="amount">${formatNumber(score, locale)}</span></li>`)}</ol><p class="soft">${t('card.board.ties')}</p>`}
${rows.some(({ isMine }) => isMine) ? '' : html`<p class="soft">${t('card.board.not_yet')}</p>`}<form method="post" action="${base}/nickname"><input type="hidden" name="leave" value="yes"><button class="quiet">${t('card.board.leave', { nickname: onBoard?.nickname ?? '' })}</button></form>`
    : html`${onBoard?.isHidden ? html`<p>${t('card.board.hidden')}</p>` : html`<p>${t('card.board.text', { count: entered })}</p>`}${choose}`
}</section>`
}

/** For who was handed a code by word of mouth; a link brings it along by itself. */
export function invitationCode({ view, t, base }: CardPage): Inside | string {
  if (!view.club.takesInvitations) return ''
  return html`<section><details><summary>${t('card.invited.title')}</summary><form method="post" action="${base}/invitation"><label class="label" for="invitation">${t('card.invited.code')}</label><input type="text" id="invitation" name="code" dir="ltr" autocomplete="off" autocapitalize="characters" maxlength="40" required><button class="quiet">${t('card.invited.use')}</button></form></details></section>`
}
