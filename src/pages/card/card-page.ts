import { html } from 'hono/html'
import type { translatorFor } from '#i18n'
import type { CardView } from '#modules/loyalty'
import { formatDay, formatMoney, formatNumber, type Locale, localDigits, locales } from '#platform/i18n'
import { languageNames, type PageBrand } from '../messages/page-frame.ts'
import { birthdayPart } from './birthday-form.ts'
import type { Inside } from './card-frame.ts'
import { ahead, blocked, notices, phoneCode, wallets } from './card-parts.ts'
import { board, causes, invitationCode, plans } from './club-parts.ts'
import { qrPicture } from './qr-picture.ts'

export type CardPage = {
  view: CardView
  locale: Locale
  t: ReturnType<typeof translatorFor>
  brand: PageBrand
  /** the address of the card */
  base: string
  number: string
  code: string
  /** what brings friends */
  inviteUrl: string
  consentWording: string
  /** those the shop has certificates for */
  wallets: ('apple' | 'google')[]
  /** the key browsers subscribe with; undefined where the shop sends no notices, or nobody knows whose card it is */
  pushKey: string | undefined
  now: Temporal.Instant
}

const tick = html`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M5 12.5l4.5 4.5L19 7.5"/></svg>`
const mostDots = 20

/** The first thing somebody sees: how far it is to the next reward. */
export function cardHero(page: CardPage): Inside {
  const { view, t, brand } = page
  const { headline, share } = progressOf(page)
  const { stamps, stampsRequired } = view.state
  const bar = share === undefined ? '' : progress(share, headline)
  return html`<div class="hero" role="banner"><div><div class="who">${brand.logoUrl ? html`<img src="${brand.logoUrl}" alt="${brand.name}">` : html`<b dir="auto">${brand.name}</b>`}${view.name ? html`<span dir="auto">${view.name}</span>` : ''}</div>
<h1>${headline}</h1>${stampsRequired !== null && stampsRequired <= mostDots ? dots(stamps, stampsRequired, t('card.stamps', { stamps, required: stampsRequired })) : bar}</div></div>`
}

/** Rows as full as each other: eight are four and four, not five and three. Four to six stand in a row. */
const inRow = (stamps: number): number => Math.max(stamps < 6 ? 5 : 4, Math.ceil(stamps / Math.ceil(stamps / 6)))

function dots(stamps: number, required: number, label: string): Inside {
  const all = Array.from({ length: required }, (_, i) => i < stamps)
  return html`<div class="dots by${inRow(required)}" role="img" aria-label="${label}">${all.map((isOn) => html`<i${isOn ? html` class="on"` : ''}>${isOn ? tick : ''}</i>`)}</div>`
}

export const progress = (share: number, label: string): Inside =>
  html`<svg class="bar" role="img" aria-label="${label}" width="100%" height="10" viewBox="0 0 100 10" preserveAspectRatio="none"><path d="M0 0h100v10H0z" fill="currentColor" opacity=".28"/><path d="M0 0h${Math.round(Math.min(1, share) * 100)}v10H0z" fill="currentColor"/></svg>`

function progressOf({ view, t }: CardPage): { headline: string; share: number | undefined } {
  const { stamps, stampsRequired, rewardsReady, available } = view.state
  const share = stampsRequired === null ? undefined : stamps / stampsRequired
  if (rewardsReady > 0) return { headline: t('card.headline.ready', { count: rewardsReady }), share }
  if (stampsRequired !== null) return { headline: t('card.headline.stamps', { count: stampsRequired - stamps }), share }
  const next = view.rewards.find(({ missing }) => missing > 0)
  const best = view.rewards.findLast(({ missing }) => missing === 0)
  if (next)
    return {
      headline: t('card.headline.points', { count: next.missing, reward: next.name }),
      share: Math.max(0, available) / next.cost,
    }
  if (best) return { headline: t('card.headline.reward', { reward: best.name }), share: 1 }
  return { headline: t('card.headline.balance', { count: available }), share: undefined }
}

export function cardBody(page: CardPage): Inside {
  return html`${blocked(page)}${hold(page)}${phoneCode(page)}${code(page)}${wallets(page)}${rewards(page)}${ahead(page)}${balance(page)}${challenges(page)}${tiers(page)}${plans(page)}${causes(page)}${board(page)}${invite(page)}${birthdayPart(page)}${notices(page)}${history(page)}${invitationCode(page)}${wishes(page)}`
}

function code({ t, number, code: text, locale }: CardPage): Inside {
  return html`<section class="code" aria-labelledby="show"><h2 id="show">${t('card.code.title')}</h2>
<div id="turning">${qrPicture(text, t('card.code.label'))}</div><div id="fixed" hidden>${qrPicture(number.replace(' ', ''), t('card.code.label'))}</div>
<p class="number">${number}</p><p class="soft" id="fresh">${t('card.code.turns')}</p><p class="off" id="off" role="status" hidden>${t('card.code.offline')}</p>
<noscript><p class="soft">${t('card.code.reload', { seconds: localDigits('30', locale) })}</p></noscript></section>`
}

function hold({ view, t, base, now }: CardPage): Inside | string {
  const { hold: held, rewards: offered } = view
  if (!held) return ''
  const name = offered.find(({ rewardId }) => rewardId === held.rewardId)?.name ?? t('card.rewards.full_card')
  const seconds = Math.max(
    0,
    Math.round((Temporal.Instant.from(held.expiresAt).epochMilliseconds - now.epochMilliseconds) / 1000),
  )
  return html`<section class="held"><h2>${t('card.hold.title', { reward: name })}</h2><p>${t('card.hold.text')}</p>
<p><b id="left" data-seconds="${seconds}">${t('card.hold.left', { minutes: Math.ceil(seconds / 60) })}</b></p>
<form method="post" action="${base}/release"><button class="quiet">${t('card.hold.cancel')}</button></form></section>`
}

function rewards(page: CardPage): Inside | string {
  const { view, t, base, locale } = page
  const { state, vouchers, hold: held } = view
  const offered = view.rewards.filter(({ rewardId }) => rewardId !== held?.rewardId)
  const isReady = state.rewardsReady > 0
  if (!isReady && offered.length === 0 && vouchers.length === 0) return ''
  const use = (reward: string, name: string): Inside | string =>
    held
      ? ''
      : html`<form method="post" action="${base}/hold"><input type="hidden" name="reward" value="${reward}"><button aria-label="${t('card.rewards.use_label', { reward: name })}">${t('card.rewards.use')}</button></form>`
  const full = t('card.rewards.full_card')
  return html`<section><h2>${t('card.rewards.title')}</h2>
${isReady ? html`<div class="pair"><div><b>${full}</b><p class="soft">${t('card.rewards.ready', { count: state.rewardsReady })}</p></div>${use('', full)}</div>` : ''}
${vouchers.map(({ code: voucher, name, expiresAt }) => html`<div class="pair"><div><b dir="auto">${name}</b><p class="soft">${expiresAt ? t('card.rewards.voucher_until', { day: dayOf(page, expiresAt) }) : t('card.rewards.voucher')}</p></div><span class="number">${voucher}</span></div>`)}
${offered.map(({ rewardId, name, text, shops, cost, missing, byInvitation }) => html`<div class="pair"><div><b dir="auto">${name}</b>${text ? html`<p dir="auto">${text}</p>` : ''}${shops ? html`<p class="soft">${t('card.rewards.shops', { shops: new Intl.ListFormat(locale).format(shops) })}</p>` : ''}<p class="soft">${byInvitation ? html`<b>${t('card.rewards.invited')}</b> · ` : ''}${missing === 0 ? t('card.rewards.cost', { count: cost }) : t('card.rewards.missing', { count: missing, cost })}</p></div>${missing === 0 ? use(rewardId, name) : ''}</div>`)}</section>`
}

/** What ends with a day ends at the first moment of the next one. */
const justBefore = (iso: string): string => Temporal.Instant.from(iso).subtract({ milliseconds: 1 }).toString()

const dayOf = ({ view, locale }: CardPage, iso: string): string => formatDay(iso, locale, 'short', view.timeZone)

function balance(page: CardPage): Inside | string {
  const { view, t } = page
  const { available, pending, nextExpiry, lifetime, cashMinor } = view.state
  const money = formatMoney(cashMinor, view.currency, page.locale)
  const cash = view.hasCash
    ? html`<section><h2>${t('card.balance.cash', { money })}</h2><p class="soft">${t(cashMinor > 0 ? 'card.balance.cash_text' : 'card.balance.cash_none')}</p></section>`
    : ''
  if (lifetime === 0 && available === 0 && pending === 0) return cash
  return html`${cash}<section><h2>${t('card.balance.points', { count: available })}</h2>
${available < 0 ? html`<p>${t('card.balance.owed')}</p>` : ''}${pending > 0 ? html`<p>${t('card.balance.pending', { count: pending })}</p>` : ''}
${available > 0 ? html`<p class="soft">${nextExpiry ? t('card.balance.expires', { count: nextExpiry.points, day: dayOf(page, nextExpiry.at) }) : t('card.balance.stays')}</p>` : ''}</section>`
}

const medal = html`<svg viewBox="0 0 48 48" aria-hidden="true"><path d="M16 28l-5 17 13-6 13 6-5-17z" fill="currentColor" opacity=".35"/><circle cx="24" cy="19" r="16" fill="currentColor"/><path d="M17 19.500l5 5L31.500 15" fill="none" stroke="#fff" stroke-width="3.500" stroke-linecap="round" stroke-linejoin="round"/></svg>`

/** What was completed stands first, as something to be proud of. */
function challenges(page: CardPage): Inside | string {
  const { view, t } = page
  const all = view.state.challenges
  if (all.length === 0) return ''
  const earned = all.filter(({ times }) => times > 0)
  const open = all.filter(({ times, done, count }) => times === 0 || done < count)
  return html`<section>${
    earned.length === 0
      ? ''
      : html`<h2>${t('card.badges.title')}</h2><ul class="badges">${earned.map(
          ({ name, times, lastAt }) =>
            html`<li>${medal}<b dir="auto">${name}</b><small>${times > 1 ? t('card.challenges.badge', { times }) : lastAt ? dayOf(page, lastAt) : ''}</small></li>`,
        )}</ul>`
  }
${open.length === 0 ? '' : html`<h2>${t('card.challenges.title')}</h2>`}${open.map(
  ({ name, goal, done, count, days, points }) => {
    const far = t(`card.challenges.${goal}`, { done, count, days })
    return html`<div class="cause"><b dir="auto">${name}</b><p class="soft">${far}${points > 0 ? html` · ${t('card.challenges.points', { points })}` : ''}</p>${progress(done / count, far)}</div>`
  },
)}</section>`
}

function tiers(page: CardPage): Inside | string {
  const { view, t } = page
  const { tiers: levels, state } = view
  if (levels.length < 2 && levels.some(({ id, benefit }) => id === state.tier && !benefit)) return ''
  if (levels.length === 0) return ''
  const at = levels.findIndex(({ id }) => id === state.tier)
  const isGiven = state.tier !== null && at === -1
  const next = isGiven ? undefined : levels[at + 1]
  const words = next ? t('card.tier.next', { tier: next.id }) : t(isGiven ? 'card.tier.given' : 'card.tier.top')
  return html`<section><div class="pair"><b dir="auto">${state.tier ?? t('card.tier.none')}</b><span class="soft">${words}</span></div><p></p>${next && view.tierMeasure !== null ? progress(Math.max(0, view.tierMeasure) / next.min, words) : ''}
${levels.map(({ id, benefit }) => (benefit ? html`<p class="soft"><bdi>${id}</bdi>: <span dir="auto">${benefit}</span></p>` : ''))}${state.tierUntil ? html`<p class="soft">${t('card.tier.until', { day: dayOf(page, justBefore(state.tierUntil)) })}</p>` : ''}</section>`
}

function invite({ view, t, inviteUrl }: CardPage): Inside | string {
  if (!view.hasReferral) return ''
  return html`<section><h2>${t('card.invite.title')}</h2><p>${t('card.invite.text')}</p><a class="link" href="${inviteUrl}">${inviteUrl}</a></section>`
}

/** What people are told of; the rest is bookkeeping. */
const told = [
  'join',
  'earn',
  'grant',
  'birthday',
  'referral',
  'challenge',
  'surprise',
  'wheel',
  'spend',
  'redeem',
  'claim',
  'gift',
  'voucher',
  'expire',
  'refund',
  'referral_back',
  'surprise_back',
  'gift_back',
  'undo',
  'return',
  'transfer',
  'donate',
  'plan',
  'plan_paid',
  'plan_undone',
  'plan_refunded',
  'plan_restored',
  'plan_ended',
  'cashback',
  'cash_redeem',
  'cash_refund',
  'cash_return',
  'stamp',
  'stamp_redeem',
  'tier',
]

function history(page: CardPage): Inside | string {
  const { view, t } = page
  const lines = view.history.filter(({ kind }) => told.includes(kind))
  if (lines.length === 0) return ''
  return html`<section><h2>${t('card.history.title')}</h2><ol>${lines.map(
    ({ kind, at, points, detail }) =>
      html`<li><span>${t(`card.history.${kind === 'gift' && detail.reason === 'surprise' ? 'surprise' : kind}`)}<time datetime="${at}">${dayOf(page, at)}</time></span><span class="amount">${amountOf(points, detail, kind, page)}</span></li>`,
  )}</ol></section>`
}

function amountOf(points: number, detail: Record<string, unknown>, kind: string, { locale, view }: CardPage): string {
  const sign = (value: number): string => `${value > 0 ? '+' : '−'}${formatNumber(Math.abs(value), locale)}`
  if (points !== 0) return sign(points)
  const { stamps, cashMinor, to } = detail
  if (typeof cashMinor === 'number') {
    const money = formatMoney(Math.abs(cashMinor), view.currency, locale)
    return `${cashMinor > 0 ? '+' : '−'}${money}`
  }
  if (typeof stamps === 'number' && stamps !== 0) return sign(stamps)
  return kind === 'tier' && typeof to === 'string' ? to : ''
}

function wishes({ view, t, base, locale, consentWording }: CardPage): Inside {
  const isNamed = view.state.customerId !== null
  const isOn = view.news === 'given'
  return html`<section><details><summary>${t('card.wishes.title')}</summary>
${isNamed ? '' : html`<form method="post" action="${base}/contact"><label class="label" for="contact">${t('card.wishes.contact')}</label><p class="soft" id="contact-why">${t('card.wishes.contact_why')}</p><input type="text" id="contact" name="contact" dir="ltr" autocomplete="email" aria-describedby="contact-why" maxlength="254" required><label class="row"><input type="checkbox" name="consent" value="yes"><span>${consentWording}</span></label><button>${t('card.wishes.keep')}</button></form><p></p>`}
<form method="post" action="${base}/wishes"><label class="label" for="locale">${t('card.wishes.language')}</label><select id="locale" name="locale">${locales.map((one) => html`<option value="${one}" lang="${one}"${one === locale ? html` selected` : ''}>${languageNames[one]}</option>`)}</select>
${view.news === undefined ? '' : html`<label class="row"><input type="checkbox" name="news" value="yes"${isOn ? html` checked` : ''}><span>${consentWording}</span></label>`}
<button class="quiet">${t('card.wishes.save')}</button></form></details></section>`
}
