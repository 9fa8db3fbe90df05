/** A client of its own process: posts batches like Segment's library and reports the time of each answer. */
import { request } from 'node:http'
import { Agent } from 'node:http'

export type LoadResult = { events: number; seconds: number; perSecond: number; p50: number; p99: number; refused: number }

const [url = '', key = '', totalText = '0', connectionsText = '8', customersText = '20000', runText = '0'] = process.argv.slice(2)
const total = Number(totalText)
const connections = Number(connectionsText)
const customers = Number(customersText)
const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`
const agent = new Agent({ keepAlive: true, maxSockets: connections })
let sent = 0
const times: number[] = []
let refused = 0

/**
 * A visit is five events of one person: three looks at the shop, now and then a change of profile, and a purchase. Visits of
 * eight people run at once, as they do in a shop.
 */
function message(i: number): object {
  const visit = Math.floor(i / 40) * 8 + (i % 8)
  const step = Math.floor((i % 40) / 8)
  const userId = `u${(visit * 7919) % customers}`
  const timestamp = new Date(Date.now() - ((visit * 61) % 864_000) * 1000).toISOString()
  const common = { messageId: `bench-${runText}-${i}`, userId, timestamp, context: { library: { name: 'bench', version: '1' } } }
  if (step === 4) {
    const products = [{ product_id: `p${i % 500}`, name: 'Flat white', price: 3.2, quantity: 2, category: 'coffee' }]
    return { ...common, type: 'track', event: 'Order Completed', properties: { order_id: `o-${runText}-${i}`, total: 6.4, currency: 'EUR', products } }
  }
  if (step === 0 && visit % 4 === 0) {
    return { ...common, type: 'identify', traits: { name: `Person ${visit % customers}`, country: visit % 3 ? 'HU' : 'PL', plan: `p${visit % 7}` } }
  }
  return { ...common, type: 'track', event: 'Product Viewed', properties: { product_id: `p${i % 500}`, price: 3.2, category: 'coffee', position: i % 20 } }
}

function post(body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${url}/v1/batch`, { method: 'POST', agent, headers: { authorization, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode ?? 0))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function worker(): Promise<void> {
  while (sent < total) {
    const from = sent
    sent += 100
    const batch = Array.from({ length: 100 }, (_, n) => message(from + n))
    const body = JSON.stringify({ batch, sentAt: new Date().toISOString() })
    for (;;) {
      const start = performance.now()
      const status = await post(body)
      times.push(performance.now() - start)
      if (status === 200) break
      refused++
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}

const start = performance.now()
await Promise.all(Array.from({ length: connections }, worker))
const seconds = (performance.now() - start) / 1000
times.sort((a, b) => a - b)
const at = (q: number): number => Math.round((times[Math.floor(times.length * q)] ?? 0) * 10) / 10
const result: LoadResult = { events: total, seconds, perSecond: Math.round(total / seconds), p50: at(0.5), p99: at(0.99), refused }
process.stdout.write(JSON.stringify(result))
agent.destroy()
