import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import type { People } from './people.ts'
import { readDeviceCookie, setDeviceCookie } from './session-cookie.ts'

/** Of so many people a browser remembers that they have signed in with it. */
const mostPeople = 8

/** Whether this person has signed in with this browser before. What it keeps proves nothing else and opens nothing. */
export function isKnownDevice({ secret, publicUrl }: People, c: Context, personId: string): boolean {
  const mark = markOf(secret, personId)
  return marksIn(c, publicUrl).some(
    (one) => one.length === mark.length && timingSafeEqual(Buffer.from(one), Buffer.from(mark)),
  )
}

export function rememberDevice({ secret, publicUrl }: People, c: Context, personId: string): void {
  const mark = markOf(secret, personId)
  const others = marksIn(c, publicUrl).filter((one) => one !== mark)
  setDeviceCookie(c, [mark, ...others].slice(0, mostPeople).join('.'), publicUrl)
}

const marksIn = (c: Context, publicUrl: string): string[] =>
  (readDeviceCookie(c, publicUrl) ?? '').split('.').filter((mark) => /^[\w-]{43}$/.test(mark))

const markOf = (secret: string, personId: string): string =>
  createHmac('sha256', secret).update(`known device\n${personId}`).digest('base64url')
