import { html } from 'hono/html'
import type { TillSession } from '#modules/loyalty'
import type { Inside } from '../card/card-frame.ts'
import type { PageBrand } from '../messages/page-frame.ts'
import type { Words } from './guest-view.ts'

/** The staff page. What the script says by itself, without a connection, stands in its data. */
export function tillPage(session: TillSession, { t }: Words, brand: PageBrand): Inside {
  return html`<div class="bar"><b dir="auto">${brand.name}</b><span dir="auto">${session.name}</span><form method="post" action="/till/sign-out"><button class="quiet">${t('till.sign_out')}</button></form></div>
<h1 class="sr">${t('till.title')}</h1>
<div id="till" data-key="${session.offlineKey}" data-no-camera="${t('till.no_camera')}" data-offline="${t('till.offline')}" data-kept="${t('till.kept')}" data-no-redeem="${t('till.no_redeem')}" data-refused="${t('till.refused')}" data-failed="${t('till.failed')}" data-plus-one="${t('till.plus_one')}" data-next="${t('till.next')}" data-earn="${t('till.earn')}" data-amount="${t('till.amount_plain')}" data-unknown="${t('till.offline_guest')}">
<div class="camera" hidden><video id="camera" playsinline muted aria-label="${t('till.camera')}"></video></div>
<div class="two"><button id="scan" type="button">${t('till.scan')}</button><button id="sound" class="quiet" type="button" aria-pressed="true">${t('till.sound')}</button></div>
<form id="find" role="search"><label class="label" for="text">${t('till.find')}</label><div class="row"><input id="text" name="text" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="300" dir="auto"><button class="quiet">${t('till.find_go')}</button></div></form>
<p id="said" role="status" aria-live="assertive" hidden></p>
<p id="queue" class="soft" data-one="${t('till.queue')}" hidden></p>
<div id="guest"></div></div>`
}
