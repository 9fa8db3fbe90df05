import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { CookieOptions } from 'hono/utils/cookie'
import { idleSeconds, innerCookie } from './auth.ts'

const plainName = 'regulars'
const hostName = '__Host-regulars'
const localHost = /^(localhost|[\w-]+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i

/** What better-auth would read from this request, under the name it knows. */
export function authHeaders(c: Context): Headers | undefined {
  const value = getCookie(c, hostName) ?? getCookie(c, plainName)
  return value === undefined ? undefined : new Headers({ cookie: `${innerCookie}=${encodeURIComponent(value)}` })
}

/** Passes on to the browser the session cookie that better-auth has set, if it has set one. */
export function passCookieOn(c: Context, from: Headers, publicUrl: string): void {
  for (const line of from.getSetCookie()) {
    const match = /^regulars=([^;]*)/.exec(line)
    if (match?.[1]) setSessionCookie(c, decodeURIComponent(match[1]), publicUrl)
  }
}

export function dropSessionCookie(c: Context): void {
  deleteCookie(c, plainName, { path: '/' })
  deleteCookie(c, hostName, { path: '/', secure: true })
}

function setSessionCookie(c: Context, value: string, publicUrl: string): void {
  const options: CookieOptions = { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: idleSeconds }
  if (isTrustworthy(c, publicUrl)) setCookie(c, hostName, value, { ...options, secure: true })
  else setCookie(c, plainName, value, options)
}

// Browsers keep secure cookies from https and from this very machine; only Safari refuses them on http://localhost.
function isTrustworthy(c: Context, publicUrl: string): boolean {
  if (publicUrl.startsWith('https:')) return true
  const agent = c.req.header('user-agent') ?? ''
  const isSafari = agent.includes('Safari/') && !/Chrom(e|ium)\//.test(agent)
  return localHost.test(c.req.header('host') ?? new URL(c.req.url).host) && !isSafari
}
