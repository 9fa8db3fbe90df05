import type { MessageBlock, MessageVariant } from '#contract/message-blocks'
import { type Locale, localeDirection, type Translate } from '#platform/i18n'
import { dataBlock } from './data-blocks.ts'
import { escapeHtml } from './liquid.ts'

/** How a message looks; addresses are absolute. */
export type Look = {
  name: string
  colour: string
  logoUrl: string | null
  address: string | null
  website: string | null
}

const font = "Inter,'Segoe UI',Tahoma,Vazirmatn,Arial,sans-serif"
const tokens = /(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})/

/** The MJML of blocks between the brand's head and foot; Liquid stays in it as it was written. `t` speaks the variant's language. */
export function composeMjml(
  { preheader, body }: MessageVariant,
  { locale, look, t, isPromotional }: { locale: Locale; look: Look; t: Translate; isPromotional: boolean },
): string {
  if (!body) throw new Error('no words for an e-mail')
  if (body.kind === 'mjml') return body.mjml
  const direction = localeDirection(locale)
  const align = direction === 'rtl' ? 'right' : 'left'
  const size = locale === 'fa' ? '17px" line-height="1.9' : '16px" line-height="1.6'
  const head = look.logoUrl
    ? `<mj-image src="${attribute(look.logoUrl)}" alt="${attribute(look.name)}" align="${align}" height="40px" width="160px" padding="20px 24px 0" />`
    : `<mj-text font-size="19px" font-weight="700" color="${look.colour}" padding="20px 24px 0">${escapeHtml(look.name)}</mj-text>`
  const foot = [look.name, look.address, look.website]
    .filter((part) => part !== null)
    .map(escapeHtml)
    .join(' &#183; ')
  const ways = isPromotional
    ? `<br /><a href="{{ preferences_url }}" style="color:#65635c">${escapeHtml(t('messaging.mail.preferences'))}</a> &#183; <a href="{{ unsubscribe_url }}" style="color:#65635c">${escapeHtml(t('messaging.mail.unsubscribe'))}</a>`
    : ''
  return `<mjml lang="${locale}" dir="${direction}"><mj-head>${preheader === '' ? '' : `<mj-preview>${words(preheader)}</mj-preview>`}
<mj-attributes><mj-all font-family="${font}" /><mj-text align="${align}" color="#1d1f1b" font-size="${size}" padding="8px 24px" /><mj-button align="${align}" background-color="${look.colour}" color="#ffffff" border-radius="8px" font-size="16px" font-weight="600" inner-padding="12px 22px" padding="12px 24px" /><mj-image padding="8px 24px" /><mj-divider border-width="1px" border-color="#e8e4dc" padding="12px 24px" /></mj-attributes></mj-head>
<mj-body width="600px" background-color="#faf8f5"><mj-section direction="${direction}" background-color="#ffffff" border-top="4px solid ${look.colour}" padding="0 0 20px"><mj-column>${head}${body.blocks.map((one) => block(one, { words, side: align, colour: look.colour })).join('\n')}</mj-column></mj-section>
<mj-section direction="${direction}" padding="8px 0 24px"><mj-column><mj-text font-size="13px" color="#65635c">${foot}${ways}</mj-text></mj-column></mj-section></mj-body></mjml>`
}

function block(one: MessageBlock, style: Parameters<typeof dataBlock>[1]): string {
  switch (one.kind) {
    case 'heading':
      return `<mj-text font-size="22px" font-weight="650" line-height="1.4"><h1 style="margin:0;font-size:22px;font-weight:650">${words(one.text)}</h1></mj-text>`
    case 'text':
      return `<mj-text>${words(one.text)}</mj-text>`
    case 'button':
      return `<mj-button href="${attribute(one.url)}">${words(one.text)}</mj-button>`
    case 'image':
      return `<mj-image src="${attribute(one.url)}" alt="${attribute(one.alt)}"${one.link ? ` href="${attribute(one.link)}"` : ''} />`
    case 'divider':
      return '<mj-divider />'
    default:
      return dataBlock(one, style)
  }
}

/** Text that may hold Liquid: everything else of it is shown as it was typed. */
function words(text: string): string {
  return text
    .split(tokens)
    .map((part, index) => (index % 2 === 1 ? part : escapeHtml(part).replace(/\r?\n/g, '<br />')))
    .join('')
}

/** The same inside quotes; Liquid may quote with either sign. */
function attribute(text: string): string {
  return text
    .split(tokens)
    .map((part, index) => (index % 2 === 1 ? part.replaceAll('"', "'") : escapeHtml(part)))
    .join('')
}
