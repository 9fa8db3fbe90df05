import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { DomainError } from '#platform/errors'
import type { AppEnv } from './env.ts'

/**
 * Throws unless the caller may see the measures: with a token whoever sends it as bearer, without one whoever asks from
 * this machine itself. What a proxy passes on comes from elsewhere, whatever address the proxy has.
 */
export function guardMetrics(c: Context<AppEnv>, token: string | undefined): void {
  if (token !== undefined) {
    const [, sent = ''] = /^Bearer +(.*)$/i.exec(c.req.header('authorization') ?? '') ?? []
    if (!timingSafeEqual(digest(sent), digest(token))) throw closed('unauthorized')
    return
  }
  const peer = c.env?.incoming?.socket?.remoteAddress ?? ''
  const isPassedOn = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some((name) => c.req.header(name))
  if (isPassedOn || !/^(::ffff:)?127\.|^::1$/.test(peer)) throw closed('forbidden')
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const closed = (code: 'unauthorized' | 'forbidden'): DomainError =>
  new DomainError(code, 'metrics_closed', 'Send METRICS_TOKEN as a bearer; without one only this machine may ask.')
