import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import type { AppEnv } from '#platform/http'
import type { Locale } from '#platform/i18n'
import { memberPage, type PageBrand } from '../messages/page-frame.ts'

export type Inside = ReturnType<typeof html>

/** A member page that has a script of ours: everything from this host. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "media-src 'self' blob:",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}

type Shown = {
  locale: Locale
  brand: PageBrand
  title: string
  styles: string
  head?: Inside | string
  hero?: Inside | string
  status?: 200 | 400 | 403 | 404 | 409 | 429
}

/** Answers with a page of cards and tills; nobody in between may keep it. */
export function showPage(c: Context<AppEnv>, shown: Shown, inside: Inside): Response | Promise<Response> {
  const { locale, brand, title, styles, head = '', hero = '', status = 200 } = shown
  const nonce = c.get('cspNonce')
  c.header('Content-Security-Policy', policy(nonce))
  c.header('Cache-Control', 'no-store')
  c.header('Referrer-Policy', 'no-referrer')
  const style = html`<meta name="theme-color" content="${brand.colour}"><style nonce="${nonce}">${raw(styles)}</style>${head}`
  return c.html(memberPage({ locale, brand, nonce, title, head: style, hero }, inside), status)
}

/** A link that is what the page is for looks like its button. */
export const mainLink =
  'a.main{display:block;text-align:center;font-weight:600;border-radius:8px;padding:12px 20px;background:var(--brand);color:#fff;text-decoration:none}'

/** Light text is readable on the brand's colour and on what it fades to. */
export const heroStyles = `
.hero{background:linear-gradient(150deg,color-mix(in srgb,var(--brand) 78%,#000),var(--brand));color:#fff;padding:22px 20px 26px}
.hero>div{max-width:520px;margin-inline:auto}
.who{display:flex;justify-content:space-between;gap:12px;align-items:center;font-size:15px}.who img{height:32px;max-width:160px}.who b{font-size:17px}
.hero h1{font-size:24px;margin:20px 0 16px;line-height:1.3}`
