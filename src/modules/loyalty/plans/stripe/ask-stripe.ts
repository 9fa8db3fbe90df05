import { DomainError } from '#platform/errors'
import { OutboundError } from '#platform/outbound'
import type { CardDeps } from '../../cards/card-deps.ts'
import type { StripeKeys } from './stripe-settings.ts'

/** The version whose fields are read here; what Stripe changes later does not concern it. */
const version = '2025-03-31.basil'

type Field = string | number | boolean | Form | (string | Form)[]
type Form = { [name: string]: Field }

/**
 * One question to Stripe, fields in its form encoding (a[b]=c, a[0][b]=c). `key` makes the same question once. Throws
 * stripe_unreachable, stripe_refused (with what Stripe says).
 */
export async function askStripe(
  { outbound, stripeUrl }: Pick<CardDeps, 'outbound' | 'stripeUrl'>,
  { secretKey }: Pick<StripeKeys, 'secretKey'>,
  method: 'GET' | 'POST',
  path: string,
  form: Form = {},
  key?: string,
): Promise<unknown> {
  const fields = new URLSearchParams(flatten(form))
  const url = new URL(path, stripeUrl)
  if (method === 'GET') url.search = fields.toString()
  const answer = await outbound(url.href, {
    method,
    headers: {
      authorization: `Bearer ${secretKey}`,
      'stripe-version': version,
      'content-type': 'application/x-www-form-urlencoded',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(method === 'GET' ? {} : { body: fields.toString() }),
    timeoutMs: 20_000,
    maxAnswer: 1024 * 1024,
  }).catch((error: unknown) => {
    if (error instanceof OutboundError) throw unreachable()
    throw error
  })
  if (answer.status >= 500 || answer.status === 429) throw unreachable()
  const body = parse(answer.body)
  if (answer.status >= 400) {
    const said = String((body as { error?: { message?: string } } | undefined)?.error?.message ?? answer.status)
    throw new DomainError('conflict', 'stripe_refused', 'Stripe refused this.', { said: said.slice(0, 300) })
  }
  if (body === undefined) throw unreachable()
  return body
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const unreachable = (): DomainError =>
  new DomainError('unavailable', 'stripe_unreachable', 'Stripe did not answer. Try again in a moment.')

function flatten(fields: Form, prefix = ''): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]) => pairs(prefix === '' ? name : `${prefix}[${name}]`, value))
}

function pairs(name: string, value: Field): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((one, i) => pairs(`${name}[${i}]`, one))
  return typeof value === 'object' ? flatten(value, name) : [[name, String(value)]]
}
