import { html } from 'hono/html'
import { type Locale, localeDirection } from '#platform/i18n'

export type PageBrand = { name: string; colour: string; logoUrl: string | null }
type Inside = ReturnType<typeof html>

/** Only what these pages are: styles by nonce, forms to this host, and no script unless a page has one of its own files. */
export const memberPagePolicy = (nonce: string, hasScript = false): string =>
  [
    "default-src 'none'",
    ...(hasScript ? ["script-src 'self'", "worker-src 'self'", "connect-src 'self'"] : []),
    `style-src 'nonce-${nonce}'`,
    "img-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')

/** A small page in the shop's colours that needs no script. */
export function memberPage(
  {
    locale,
    brand,
    nonce,
    title,
    head = '',
    hero = '',
  }: {
    locale: Locale
    brand: PageBrand
    nonce: string
    title: string
    /** what a page has in its head beside the title */
    head?: Inside | string
    /** stands above everything, instead of the shop's name */
    hero?: Inside | string
  },
  inside: Inside,
): Inside {
  return html`<!doctype html>
<html lang="${locale}" dir="${localeDirection(locale)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${title} · ${brand.name}</title>
<style nonce="${nonce}">
:root{--brand:${brand.colour};--paper:#faf8f5;--card:#fff;--ink:#1d1f1b;--soft:#65635c;--line:#d9d4ca}
@media(prefers-color-scheme:dark){:root{--paper:#161714;--card:#20221e;--ink:#f1efe9;--soft:#b3b0a6;--line:#44463f}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 Inter,'Segoe UI',Tahoma,Vazirmatn,Arial,sans-serif}
:lang(fa) body,:lang(fa){line-height:1.9}
main{max-width:520px;margin-inline:auto;padding:28px 16px 48px}
header{display:flex;align-items:center;gap:12px;margin-block-end:18px;font-weight:700}header img{height:40px;max-width:180px}
section{background:var(--card);border:1px solid var(--line);border-block-start:4px solid var(--brand);border-radius:12px;padding:22px}section+section{margin-block-start:14px}
h1{font-size:22px;line-height:1.35;margin:0 0 10px}h2{font-size:18px;line-height:1.4;margin:0 0 8px}p{margin:0 0 14px}form+p{margin:16px 0 0}section>p:last-child{margin-block-end:0}.soft{color:var(--soft);font-size:14px}
fieldset{border:0;padding:0;margin:0 0 18px}legend,.label{font-weight:600;margin-block-end:6px;padding:0;display:block}
.row{display:flex;gap:10px;align-items:flex-start;padding-block:6px}input[type=checkbox],input[type=radio]{inline-size:20px;block-size:20px;margin:3px 0 0;flex:none;accent-color:var(--brand)}
select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:8px;padding:10px;inline-size:100%;margin-block-end:18px}
button{font:inherit;font-weight:600;border-radius:8px;border:0;padding:12px 20px;background:var(--brand);color:#fff;cursor:pointer;min-block-size:48px;inline-size:100%}
button.quiet{background:transparent;color:var(--ink);border:1px solid var(--soft)}a{color:inherit}
:focus-visible{outline:3px solid var(--ink);outline-offset:2px}.done{border-inline-start:4px solid var(--brand);padding-inline-start:12px}
</style>${head}</head>
<body>${hero}<main>${hero === '' ? html`<header>${brand.logoUrl ? html`<img src="${brand.logoUrl}" alt="${brand.name}">` : brand.name}</header>` : ''}${inside}</main></body></html>`
}

export const languageNames: Record<Locale, string> = {
  en: 'English',
  hu: 'Magyar',
  ru: 'Русский',
  fa: 'فارسی',
  pl: 'Polski',
}
