import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { CookieOptions } from 'hono/utils/cookie'
import { idleSeconds } from './sessions.ts'

const sessionName = 'regulars'
const localHost = /^(localhost|[\w-]+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i

/** What a sign-in that is under way keeps in the browser, so that only the browser that began it can finish it. */
export type Step = 'second-factor' | 'passkey' | 'oidc'

export function readSessionCookie(c: Context, publicUrl: string): string | undefined {
  return read(c, sessionName, publicUrl)
}

export function setSessionCookie(c: Context, token: string, publicUrl: string): void {
  write(c, sessionName, token, publicUrl, { maxAge: idleSeconds })
}

export function dropSessionCookie(c: Context): void {
  drop(c, sessionName)
}

export function readStepCookie(c: Context, step: Step, publicUrl: string): string | undefined {
  return read(c, `${sessionName}-${step}`, publicUrl)
}

export function setStepCookie(c: Context, step: Step, token: string, publicUrl: string, maxAge: number): void {
  // Whoever comes back from the OpenID provider comes from another site; every other step stays on our pages.
  write(c, `${sessionName}-${step}`, token, publicUrl, { maxAge, sameSite: step === 'oidc' ? 'Lax' : 'Strict' })
}

export function dropStepCookie(c: Context, step: Step): void {
  drop(c, `${sessionName}-${step}`)
}

const deviceSeconds = 400 * 24 * 3600

export function readDeviceCookie(c: Context, publicUrl: string): string | undefined {
  return read(c, `${sessionName}-device`, publicUrl)
}

export function setDeviceCookie(c: Context, marks: string, publicUrl: string): void {
  write(c, `${sessionName}-device`, marks, publicUrl, { maxAge: deviceSeconds, sameSite: 'Strict' })
}

// Where a __Host- cookie can be kept, only that one counts: a plain one could have been planted by a neighbouring host.
function nameFor(c: Context, name: string, publicUrl: string): { name: string; secure: boolean } {
  const secure = isTrustworthy(c, publicUrl)
  return { name: secure ? `__Host-${name}` : name, secure }
}

function read(c: Context, name: string, publicUrl: string): string | undefined {
  return getCookie(c, nameFor(c, name, publicUrl).name) || undefined
}

function write(c: Context, plainName: string, value: string, publicUrl: string, options: CookieOptions): void {
  const { name, secure } = nameFor(c, plainName, publicUrl)
  const all: CookieOptions = { path: '/', httpOnly: true, sameSite: 'Lax', ...options }
  setCookie(c, name, value, secure ? { ...all, secure } : all)
}

function drop(c: Context, name: string): void {
  deleteCookie(c, name, { path: '/' })
  deleteCookie(c, `__Host-${name}`, { path: '/', secure: true })
}

// Browsers keep secure cookies from https and from this very machine; only Safari refuses them on http://localhost.
function isTrustworthy(c: Context, publicUrl: string): boolean {
  if (publicUrl.startsWith('https:')) return true
  const agent = c.req.header('user-agent') ?? ''
  const isSafari = agent.includes('Safari/') && !/Chrom(e|ium)\//.test(agent)
  return localHost.test(c.req.header('host') ?? new URL(c.req.url).host) && !isSafari
}
