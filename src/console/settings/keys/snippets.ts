export type SnippetKind = 'browser' | 'node' | 'curl'
type Place = { origin: string; writeKey: string }

const order = `{
  order_id: '1001', total: 24.90, currency: 'EUR',
  products: [{ product_id: 'P1', name: 'Teapot', price: 12.45, quantity: 2 }],
}`

/** What a shop pastes to send its orders here, with the libraries it may already use. */
export const snippets: Record<SnippetKind, (place: Place) => string> = {
  browser: ({ origin, writeKey }) => `npm install @segment/analytics-next

import { AnalyticsBrowser } from '@segment/analytics-next'

const analytics = AnalyticsBrowser.load(
  { writeKey: '${writeKey}', cdnURL: '${origin}' },
  { integrations: { 'Segment.io': { apiHost: '${new URL(origin).host}/v1', protocol: '${new URL(origin).protocol.slice(0, -1)}' } } },
)
analytics.identify('customer-17', { email: 'anna@example.com', name: 'Anna' })
analytics.track('Order Completed', ${order})`,
  node: ({ origin, writeKey }) => `npm install @segment/analytics-node

import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({ writeKey: '${writeKey}', host: '${origin}' })
analytics.identify({ userId: 'customer-17', traits: { email: 'anna@example.com', name: 'Anna' } })
analytics.track({ userId: 'customer-17', event: 'Order Completed', properties: ${order} })
await analytics.closeAndFlush()`,
  curl: ({ origin, writeKey }) => `curl ${origin}/v1/track \\
  -u '${writeKey}:' \\
  -H 'content-type: application/json' \\
  -d '{
    "userId": "customer-17",
    "event": "Order Completed",
    "properties": {
      "order_id": "1001", "total": 24.90, "currency": "EUR",
      "products": [{ "product_id": "P1", "name": "Teapot", "price": 12.45, "quantity": 2 }]
    }
  }'`,
}
