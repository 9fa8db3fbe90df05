import { html } from 'hono/html'
import { localeDirection } from '#platform/i18n'
import type { MailBrand, MailMessage } from './message.ts'

/** The name under which the logo is attached to the message. */
export const logoId = 'logo@brand'

export type RenderedMail = { html: string; text: string }

const paper = '#faf8f5'
const ink = '#1d1f1b'
const soft = '#65635c'
const font = "Inter,'Segoe UI',Tahoma,Vazirmatn,Arial,sans-serif"

/** A message as plain text and as simple HTML without script or foreign address. `logoSource` is for a preview on a page. */
export function renderMail(message: MailMessage, brand: MailBrand, logoSource = `cid:${logoId}`): RenderedMail {
  return { html: String(markup(message, brand, logoSource)), text: plain(message, brand) }
}

function markup(
  { locale, heading, subject, paragraphs, action, notes = [] }: MailMessage,
  brand: MailBrand,
  logoSource: string,
) {
  const direction = localeDirection(locale)
  const start = direction === 'rtl' ? 'right' : 'left'
  const size = locale === 'fa' ? '17px;line-height:1.9' : '16px;line-height:1.6'
  const head = brand.logo
    ? html`<img src="${logoSource}" alt="${brand.name}" height="40" style="display:block;height:40px;max-width:220px;width:auto;border:0">`
    : html`<span style="font-size:19px;font-weight:700;color:${brand.colour}">${brand.name}</span>`
  return html`<!doctype html>
<html lang="${locale}" dir="${direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light"><title>${subject}</title></head>
<body style="margin:0;padding:0;background:${paper};color:${ink};font-family:${font};font-size:${size}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" dir="${direction}" style="background:${paper}"><tr><td align="center" style="padding:28px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border:1px solid #e8e4dc;border-top:4px solid ${brand.colour};border-radius:10px">
<tr><td align="${start}" style="padding:24px 28px 0">${head}</td></tr>
<tr><td align="${start}" style="padding:18px 28px 26px;font-family:${font};font-size:${size};color:${ink}">
<h1 style="margin:0 0 14px;font-size:22px;line-height:1.4;font-weight:650">${heading}</h1>
${paragraphs.map((text) => html`<p style="margin:0 0 14px">${text}</p>`)}
${action ? button(action, brand.colour) : ''}
${notes.map((text) => html`<p style="margin:14px 0 0;font-size:14px;color:${soft}">${text}</p>`)}
</td></tr></table>
<p style="max-width:560px;margin:16px 0 0;font-family:${font};font-size:13px;line-height:1.6;color:${soft}">${foot(brand).join(' · ')}</p>
</td></tr></table>
</body></html>
`
}

function button({ label, url }: { label: string; url: string }, colour: string) {
  return html`<table role="presentation" cellpadding="0" cellspacing="0" style="margin:22px 0 18px"><tr><td style="background:${colour};border-radius:8px">
<a href="${url}" style="display:inline-block;padding:12px 22px;color:#ffffff;font-weight:600;text-decoration:none">${label}</a></td></tr></table>
<p style="margin:0;font-size:13px;line-height:1.5;color:${soft};word-break:break-all" dir="ltr"><a href="${url}" style="color:${soft}">${url}</a></p>`
}

function plain({ heading, paragraphs, action, notes = [] }: MailMessage, brand: MailBrand): string {
  const parts = [heading, ...paragraphs]
  if (action) parts.push(`${action.label}:\n${action.url}`)
  return `${[...parts, ...notes, `-- \n${foot(brand).join('\n')}`].join('\n\n')}\n`
}

function foot({ name, address, website, supportEmail }: MailBrand): string[] {
  return [name, address, website, supportEmail].filter((part) => part !== undefined)
}
