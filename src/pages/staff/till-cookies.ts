import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

const names = { device: 'regulars-till', staff: 'regulars-till-staff' }
const deviceSeconds = 400 * 24 * 3600
const shiftSeconds = 12 * 3600

/** What a trusted device keeps, and who is signed in on it; only pages of the till see them. */
export const readTillCookies = (c: Context): { device: string; staff: string } => ({
  device: getCookie(c, names.device) ?? '',
  staff: getCookie(c, names.staff) ?? '',
})

export function keepTillCookie(c: Context, which: keyof typeof names, value: string, publicUrl: string): void {
  const maxAge = which === 'device' ? deviceSeconds : shiftSeconds
  const secure = publicUrl.startsWith('https:')
  setCookie(c, names[which], value, { path: '/till', httpOnly: true, sameSite: 'Strict', maxAge, secure })
}

export function dropStaffCookie(c: Context): void {
  deleteCookie(c, names.staff, { path: '/till' })
}
