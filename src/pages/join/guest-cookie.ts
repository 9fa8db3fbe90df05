import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

/** What a browser is known by, to the pages below a path alone. */
type BrowserCookie = { name: string; path: string }

const guest: BrowserCookie = { name: 'regulars-guest', path: '/j' }
const lastsSeconds = 400 * 24 * 3600

/** What this browser was given when it opened a card; only join pages see it. */
export const readGuestCookie = (c: Context): string => getCookie(c, guest.name) ?? ''

/** The same browser is known again: its card is found, and one that opens many stands out. */
export const keepGuestCookie = (c: Context, publicUrl: string): string => keepBrowserCookie(c, publicUrl, guest)

/** What the browser is known by, given out where it has nothing yet. */
export function keepBrowserCookie(c: Context, publicUrl: string, { name, path }: BrowserCookie): string {
  const known = getCookie(c, name) ?? ''
  const value = /^[\w-]{22}$/.test(known) ? known : randomBytes(16).toString('base64url')
  const secure = publicUrl.startsWith('https:')
  setCookie(c, name, value, { path, httpOnly: true, sameSite: 'Lax', maxAge: lastsSeconds, secure })
  return value
}
