import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

type Asked = { method: string; path: string; form: Record<string, string>; headers: IncomingMessage['headers'] }
type Subscription = {
  id: string
  object: 'subscription'
  customer: string
  status: string
  cancel_at_period_end: boolean
  items: { data: { current_period_end: number }[] }
  metadata: Record<string, string>
}

export const stripeKey = 'sk_test_peer12345'
const webhookSecret = 'whsec_peer12345'

/** Stripe as its documents describe it, as far as paid memberships speak with it: sessions, subscriptions, signed webhooks. */
export async function startStripePeer() {
  const asked: Asked[] = []
  const subscriptions = new Map<string, Subscription>()
  /** charges, disputes, invoices and their payments, by the question that they answer */
  const others = new Map<string, object>()
  let hook = ''
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      const { method = 'GET', url: path = '', headers } = request
      const form = Object.fromEntries(new URLSearchParams(body))
      asked.push({ method, path, form, headers })
      const [status, answer] = headers.authorization === `Bearer ${stripeKey}` ? reply(path, method, form) : noKey
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
  const reply = (path: string, method: string, form: Record<string, string>): [number, unknown] => {
    if (path === '/v1/webhook_endpoints') {
      hook = form.url ?? ''
      return [200, { id: 'we_1', object: 'webhook_endpoint', secret: webhookSecret }]
    }
    if (path === '/v1/checkout/sessions')
      return [200, { id: 'cs_test_1', object: 'checkout.session', url: 'https://checkout.stripe.com/c/pay/cs_test_1' }]
    const other = others.get(path)
    if (other) return [200, other]
    const found = subscriptions.get(/^\/v1\/subscriptions\/(\w+)$/.exec(path)?.[1] ?? '')
    if (!found) return [404, { error: { type: 'invalid_request_error', message: 'No such subscription' } }]
    if (method === 'POST') found.cancel_at_period_end = form.cancel_at_period_end === 'true'
    return [200, found]
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    asked,
    /** What the last question of a path carried. */
    last: (path: string) => asked.findLast((one) => one.path === path),
    subscribe: (subscription: Omit<Subscription, 'object' | 'cancel_at_period_end'>) =>
      subscriptions.set(subscription.id, { object: 'subscription', cancel_at_period_end: false, ...subscription }),
    /** What a question is answered from now on. */
    answers: (path: string, object: object) => others.set(path, object),
    /** An event as Stripe sends it, signed at a moment; the answer's status. */
    tell: async (type: string, object: object, at: Temporal.Instant, secret = webhookSecret): Promise<number> => {
      const body = JSON.stringify({ id: `evt_${type}`, object: 'event', type, data: { object } })
      const time = Math.floor(at.epochMilliseconds / 1000)
      const v1 = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
      const headers = { 'content-type': 'application/json', 'stripe-signature': `t=${time},v1=${v1}` }
      return (await fetch(hook, { method: 'POST', body, headers })).status
    },
    stop: () => server.close(),
  }
}

const noKey: [number, unknown] = [
  401,
  { error: { type: 'invalid_request_error', message: 'Invalid API Key provided' } },
]
