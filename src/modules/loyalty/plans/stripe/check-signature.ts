import { createHmac, timingSafeEqual } from 'node:crypto'

const toleranceSeconds = 300

/**
 * Whether Stripe sent this body a moment ago: `Stripe-Signature: t=…,v1=…` over `t.body` with the endpoint's secret. Several signatures
 * stand there while a secret is being changed.
 */
export function isSignedByStripe(secret: string, header: string, body: string, now: Temporal.Instant): boolean {
  const fields = header.split(',').map((part): [string, string] => {
    const [name = '', value = ''] = part.split('=', 2)
    return [name.trim(), value.trim()]
  })
  const time = fields.find(([name]) => name === 't')?.[1] ?? ''
  const age = Math.abs(Math.floor(now.epochMilliseconds / 1000) - Number(time))
  if (!/^\d{1,12}$/.test(time) || age > toleranceSeconds) return false
  const expected = createHmac('sha256', secret).update(`${time}.${body}`).digest()
  return fields
    .filter(([name]) => name === 'v1')
    .map(([, value]) => Buffer.from(value, 'hex'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected))
}
