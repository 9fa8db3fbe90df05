import { html } from 'hono/html'
import type { Inside } from './card-frame.ts'
import type { CardPage } from './card-page.ts'

/** A manager blocked it: whoever holds it should not find out at the till. */
export const blocked = ({ view, t }: CardPage): Inside | string =>
  view.isBlocked ? html`<p class="off" role="alert">${t('card.blocked')}</p>` : ''

/** The code that came as a text message; phones offer it by themselves. */
export function phoneCode({ view, t, base }: CardPage): Inside | string {
  if (view.phone === null) return ''
  const shown = `${view.phone.slice(0, 3)} … ${view.phone.slice(-2)}`
  return html`<section class="held"><h2>${t('card.phone.title')}</h2><p>${t('card.phone.text')} <bdi dir="ltr">${shown}</bdi></p>
<form method="post" action="${base}/phone"><label class="label" for="code">${t('card.phone.code')}</label><input type="text" id="code" name="code" dir="ltr" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required><button>${t('card.phone.confirm')}</button></form>
<form method="post" action="${base}/phone-again"><button class="quiet">${t('card.phone.again')}</button></form></section>`
}

/** Where the shop takes orders or appointments. */
export function ahead({ view, t }: CardPage): Inside | string {
  if (!view.link) return ''
  const { kind, url } = view.link
  return html`<section class="ahead"><a class="main" href="${url}" rel="noopener">${t(`card.link.${kind}`)}</a></section>`
}

/** Hidden until the script says that this browser can. */
export function notices({ t, pushKey }: CardPage): Inside | string {
  if (pushKey === undefined) return ''
  return html`<section id="notices" hidden><h2>${t('card.notices.title')}</h2><p role="status" data-done="${t('card.notices.done')}" data-failed="${t('card.notices.failed')}">${t('card.notices.text')}</p><button type="button" class="quiet" data-push="${pushKey}">${t('card.notices.allow')}</button></section>`
}

/** Only where the shop has certificates: without them the card lacks nothing. */
export function wallets({ t, base, wallets: offered }: CardPage): Inside | string {
  if (offered.length === 0) return ''
  const paths = { apple: 'card.pkpass', google: 'google-wallet' }
  return html`<section class="wallets">${offered.map((one) => html`<a class="wallet" href="${base}/${paths[one]}" rel="nofollow">${t(`card.wallet.${one}`)}</a>`)}</section>`
}
