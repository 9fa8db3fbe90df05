import { html } from 'hono/html'
import type { translatorFor } from '#i18n'
import type { Deed, Guest, VoucherFacts } from '#modules/loyalty'
import { formatDay, formatMoney, type Locale } from '#platform/i18n'
import type { Inside } from '../card/card-frame.ts'
import { saidOf } from './said-of.ts'

export type Words = { locale: Locale; t: ReturnType<typeof translatorFor> }

/** One screen of a guest: who, what they have, what can be done. */
export function guestView(guest: Guest, memberId: string, ticket: string | undefined, words: Words): Inside {
  const { t } = words
  return html`<section class="guest" data-member="${memberId}" data-ticket="${ticket ?? ''}" data-number="${guest.number ?? ''}">${who(guest, words)}
${
  guest.isBlocked
    ? html`<p class="off" role="alert">${t('till.blocked')}</p><button class="quiet" data-close>${t('till.next')}</button></section>`
    : html`${guest.hasStamps ? html`<button class="big" data-deed="stamp">${t('till.plus_one')}</button>` : ''}${guest.hasPoints || guest.paysBills || guest.hasCash ? amount(guest, words) : ''}
${wanted(guest, ticket, words)}${plan(guest, words)}${last(guest, words)}<button class="quiet" data-close>${t('till.next')}</button></section>`
}`
}

function who(
  { name, state, plan: own, isBirthday, lastVisit, hasStamps, hasPoints, hasCash, currency, timeZone }: Guest,
  { t, locale }: Words,
): Inside {
  const { stamps, stampsRequired, available, cashMinor, tier } = state
  const chips = [
    ...(hasStamps && stampsRequired !== null ? [t('till.stamps', { stamps, required: stampsRequired })] : []),
    ...(hasCash ? [t('card.balance.cash', { money: formatMoney(cashMinor, currency, locale) })] : []),
    ...(available !== 0 || (!hasStamps && (hasPoints || !hasCash))
      ? [t('card.balance.points', { count: available })]
      : []),
    ...(tier ? [tier] : []),
    ...(own ? [own.name] : []),
  ]
  return html`<h2 dir="auto">${name ?? t('till.no_name')}</h2><p class="soft">${lastVisit ? t('till.last_visit', { day: formatDay(lastVisit, locale, 'short', timeZone) }) : t('till.first_visit')}</p>
<p class="chips">${chips.map((chip) => html`<span dir="auto">${chip}</span>`)}${isBirthday ? html`<span class="look">${t('till.birthday')}</span>` : ''}</p>`
}

/** Codes of currencies are no words in Persian. */
const currencyWord = (currency: string, locale: Locale): string =>
  locale === 'fa' ? (new Intl.DisplayNames('fa', { type: 'currency' }).of(currency) ?? currency) : currency

function amount({ hasPoints, paysBills, hasCash, state, currency }: Guest, { t, locale }: Words): Inside {
  return html`<form class="amount" data-deed="earn"><label class="label" for="amount">${t('till.amount', { currency: currencyWord(currency, locale) })}</label><input id="amount" name="amount" inputmode="decimal" autocomplete="off" dir="ltr" maxlength="20"><output id="quote" for="amount"></output>
<div class="two">${hasPoints || hasCash ? html`<button>${t('till.earn')}</button>` : ''}${paysBills ? html`<button class="quiet" type="button" data-deed="points_off">${t('till.points_off')}</button>` : ''}${state.cashMinor > 0 ? html`<button class="quiet" type="button" data-deed="cash_off">${t('till.cash_off')}</button>` : ''}</div></form>`
}

/** Rewards, what the guest holds first. Without the guest's phone only that can be handed over. */
function wanted({ state, rewards, hold }: Guest, ticket: string | undefined, { t }: Words): Inside | string {
  const ready = [
    ...(state.rewardsReady > 0 ? [{ rewardId: null, name: t('card.rewards.full_card') }] : []),
    ...rewards.filter(({ missing, rewardId }) => missing === 0 || rewardId === hold?.rewardId),
  ].map(({ rewardId, name }) => ({ rewardId, name, isHeld: hold !== undefined && hold.rewardId === rewardId }))
  if (ready.length === 0) return ''
  ready.sort((a, b) => Number(b.isHeld) - Number(a.isHeld))
  const some = ready.some(({ isHeld }) => !isHeld) && !ticket
  return html`<h3>${t('till.rewards')}</h3>${ready.map(({ rewardId, name, isHeld }) => html`<div class="pair${isHeld ? ' held' : ''}"><div><b dir="auto">${name}</b>${isHeld ? html`<p class="soft">${t('till.held')}</p>` : ''}</div>${isHeld || ticket ? html`<button data-deed="${rewardId === null ? 'stamp_reward' : 'reward'}" data-reward="${rewardId ?? ''}" aria-label="${t('till.hand_over_label', { reward: name })}">${t('till.hand_over')}</button>` : ''}</div>`)}
${some ? html`<p class="soft">${t('till.scan_first')}</p>` : ''}`
}

/** The fee of a membership, taken here. */
function plan({ plan: own, plans, currency, timeZone }: Guest, { t, locale }: Words): Inside | string {
  if (!own && plans.length === 0) return ''
  const day = own ? formatDay(own.paidUntil, locale, 'short', timeZone) : ''
  return html`<details><summary>${t('till.plan.title')}</summary>${own ? html`<p>${t(own.isCancelled ? 'till.plan.ends' : 'till.plan.until', { name: own.name, day })}</p>` : ''}
${plans.map(({ planId, name, priceMinor, every }) => html`<div class="pair"><div><b dir="auto">${name}</b><p class="soft">${t(`card.plan.price_${every}`, { money: formatMoney(priceMinor, currency, locale) })}</p></div><button data-deed="plan" data-plan="${planId}" aria-label="${t('till.plan.paid_label', { name })}">${t('till.plan.paid')}</button></div>`)}</details>`
}

/** After a code that is nobody's own: what was done, and the way back. */
export function doneView(deed: Deed, said: string, { t }: Words): Inside {
  return html`<section class="guest"><h2>${said}</h2><p class="pair last"><span></span><button class="quiet" data-undo="${deed.deedId}">${t('till.undo')}</button></p><button class="quiet" data-close>${t('till.next')}</button></section>`
}

function last({ last: deed, state, currency }: Guest, words: Words): Inside | string {
  if (!deed) return ''
  const { t } = words
  const said = saidOf(deed, words, currency)
  const whole = deed.memberId === state.memberId ? said : t('till.last_other', { said })
  return html`<p class="pair last"><span>${whole}</span><button class="quiet" data-undo="${deed.deedId}">${t('till.undo')}</button></p>`
}

export function choiceView(guests: { memberId: string; name: string; hint: string }[], { t }: Words): Inside {
  return html`<section><h2>${t('till.which')}</h2>${guests.map(({ memberId, name, hint }) => html`<button class="quiet choice" data-open="${memberId}"><b dir="auto">${name}</b> <span class="soft" dir="ltr">${hint}</span></button>`)}</section>`
}

export function voucherView(
  code: string,
  voucher: VoucherFacts,
  whose: string | undefined,
  { t, locale }: Words,
): Inside {
  const { name, rewardId, minOrderMinor, expiresAt, valueMinor, percent, currency } = voucher
  return html`<section class="guest" data-voucher="${code}" data-whose="${whose ?? ''}"><h2 dir="auto">${name ?? rewardId}</h2>
${valueMinor === null || voucher.kind !== 'discount' ? '' : html`<p>${t('till.voucher.off', { money: formatMoney(valueMinor, currency, locale) })}</p>`}${percent === null ? '' : html`<p>${t('till.voucher.percent', { percent })}</p>`}
${expiresAt === null ? '' : html`<p class="soft">${t('till.voucher.until', { day: formatDay(expiresAt, locale) })}</p>`}
${voucher.shops === null ? '' : html`<p class="soft">${t('card.rewards.shops', { shops: new Intl.ListFormat(locale).format(voucher.shops) })}</p>`}${minOrderMinor === null ? '' : html`<p class="soft">${t('till.voucher.min', { money: formatMoney(minOrderMinor, currency, locale) })}</p><label class="label" for="amount">${t('till.amount', { currency: currencyWord(currency, locale) })}</label><input id="amount" inputmode="decimal" autocomplete="off" dir="ltr" maxlength="20">`}
<button class="big" data-deed="voucher">${t('till.voucher.use')}</button><button class="quiet" data-close>${t('till.next')}</button></section>`
}
