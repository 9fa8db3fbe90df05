/** A client of its own process: posts batches like Segment's library and reports the time of each answer. */
import { Agent, request } from 'node:http'
import { benchMessage } from './messages.ts'

export type LoadResult = {
  events: number
  seconds: number
  perSecond: number
  p50: number
  p99: number
  refused: number
}

const [
  url = '',
  key = '',
  totalText = '0',
  connectionsText = '8',
  customersText = '20000',
  runText = '0',
  fromText = '0',
] = process.argv.slice(2)
const total = Number(totalText)
const connections = Number(connectionsText)
const customers = Number(customersText)
const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`
const agent = new Agent({ keepAlive: true, maxSockets: connections })
let sent = Number(fromText)
const end = sent + total
const times: number[] = []
let refused = 0

function post(body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${url}/v1/batch`,
      {
        method: 'POST',
        agent,
        headers: { authorization, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode ?? 0))
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function worker(): Promise<void> {
  while (sent < end) {
    const from = sent
    sent += 100
    const batch = Array.from({ length: 100 }, (_, n) => benchMessage(from + n, customers, runText))
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
const result: LoadResult = {
  events: total,
  seconds,
  perSecond: Math.round(total / seconds),
  p50: at(0.5),
  p99: at(0.99),
  refused,
}
process.stdout.write(JSON.stringify(result))
agent.destroy()
