import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

const name = 'regulars-guest'
const lastsSeconds = 400 * 24 * 3600

/** What this browser was given when it opened a card; only join pages see it. */
export const readGuestCookie = (c: Context): string => getCookie(c, name) ?? ''

/** The same browser is known again: its card is found, and one that opens many stands out. */
export function keepGuestCookie(c: Context, publicUrl: string): string {
  const known = readGuestCookie(c)
  const value = /^[\w-]{22}$/.test(known) ? known : randomBytes(16).toString('base64url')
  const secure = publicUrl.startsWith('https:')
  setCookie(c, name, value, { path: '/j', httpOnly: true, sameSite: 'Lax', maxAge: lastsSeconds, secure })
  return value
}
