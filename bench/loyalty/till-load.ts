/** Tills in a process of their own: earn and redeem, or ask, as fast as they are answered or at a steady rate. */
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'

export type TillOrder = {
  url: string
  key: string
  programmeId: string
  members: string[]
  /** keeps the orders of different runs apart */
  run: string
  what: 'serve' | 'quote'
  seconds: number
  connections: number
  /** a second; 0: the next as soon as the last is answered */
  rate: number
}
export type TillResult = {
  perSecond: number
  p50: number
  p99: number
  done: number
  /** seconds of processor time of the tills themselves */
  used: number
  refused: Record<string, number>
}

const order = JSON.parse(await text(process.stdin)) as TillOrder
const { url, key, programmeId, members, run, what, seconds, connections, rate } = order
const agent = new Agent({ keepAlive: true, maxSockets: connections })
const base = `${url}/api/v1/loyalty/programmes/${programmeId}`
const times: number[] = []
const refused: Record<string, number> = {}
let sent = 0

function post(path: string, body: object, idempotencyKey?: string): Promise<{ status: number; text: string }> {
  const data = JSON.stringify(body)
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(data),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(`${base}${path}`, { method: 'POST', agent, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
    })
    outgoing.on('error', reject)
    outgoing.end(data)
  })
}

/** Three of four earn, the fourth pays with points. */
function next(): { path: string; body: object; key?: string } {
  const n = sent++
  const memberId = members[(n * 7919) % members.length]
  const items = [{ sku: 'latte', qty: 1 + (n % 2) }]
  const amountMinor = 400 + ((n * 61) % 5000)
  if (what === 'quote') return { path: '/quote', body: { memberId, amountMinor, items } }
  const id = `${run}-${n}`
  if (n % 4 === 3) return { path: '/redeem', body: { memberId, points: 5, order: id, orderTotalMinor: 2000 }, key: id }
  return { path: '/earn', body: { memberId, amountMinor, items, order: id }, key: id }
}

async function one(): Promise<void> {
  const asked = next()
  const start = performance.now()
  const { status, text: answer } = await post(asked.path, asked.body, asked.key)
  times.push(performance.now() - start)
  if (status === 200) return
  const reason = /"reason":"(\w+)"/.exec(answer)?.[1] ?? String(status)
  refused[reason] = (refused[reason] ?? 0) + 1
}

const usedBefore = process.cpuUsage()
const begin = performance.now()
const isOver = (): boolean => performance.now() - begin >= seconds * 1000
if (rate === 0)
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (!isOver()) await one()
    }),
  )
else {
  const running: Promise<void>[] = []
  for (let n = 0; !isOver(); n++) {
    running.push(one())
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, begin + ((n + 1) * 1000) / rate - performance.now())),
    )
  }
  await Promise.all(running)
}
const took = (performance.now() - begin) / 1000
const { user, system } = process.cpuUsage(usedBefore)
times.sort((a, b) => a - b)
const at = (q: number): number => Math.round((times[Math.floor(times.length * q)] ?? 0) * 10) / 10
const result: TillResult = {
  perSecond: Math.round(times.length / took),
  p50: at(0.5),
  p99: at(0.99),
  done: times.length,
  used: (user + system) / 1e6,
  refused,
}
process.stdout.write(JSON.stringify(result))
agent.destroy()
