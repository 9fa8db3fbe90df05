import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  buildLog,
  evaluate,
  type Interactions,
  makeBlend,
  type PurchaseLog,
  type Score,
  singleModels,
  weighOnPast,
} from './index.ts'
import { shopParts, trainShop } from './train-shop.ts'

const lastOfTraining = '2011-09-30'
let lines: Interactions
let log: PurchaseLog
let later: Map<number, Set<number>>
let models: Map<string, Score>

function readShop(): { user: string; item: string; date: string }[] {
  const text = gunzipSync(readFileSync(join(import.meta.dirname, '../../../samples/online-retail.csv.gz')))
  const rows: Record<string, string>[] = parse(text, { columns: true })
  return rows.flatMap(
    ({ CustomerID: user = '', StockCode = '', InvoiceNo = '', InvoiceDate: date = '', Quantity, UnitPrice }) => {
      const isSale = !InvoiceNo.startsWith('C') && Number(Quantity) > 0 && Number(UnitPrice) > 0
      const item = StockCode.toUpperCase()
      return isSale && /^\d+$/.test(user) && /^\d{5}/.test(item) ? [{ user, item, date }] : []
    },
  )
}

beforeAll(() => {
  const rows = readShop()
  const training = rows.filter(({ date }) => date.slice(0, 10) <= lastOfTraining)
  const index = (names: string[]) => new Map([...new Set(names)].sort().map((name, at) => [name, at]))
  const users = index(training.map(({ user }) => user))
  const items = index(training.map(({ item }) => item))
  lines = {
    users: users.size,
    items: items.size,
    user: Int32Array.from(training, ({ user }) => users.get(user) ?? 0),
    item: Int32Array.from(training, ({ item }) => items.get(item) ?? 0),
    time: Float64Array.from(training, ({ date }) => Date.parse(`${date.replace(' ', 'T')}Z`) / 86_400_000),
  }
  log = buildLog(lines)
  later = new Map()
  for (const { user, item, date } of rows) {
    const [u, i] = [users.get(user), items.get(item)]
    if (date.slice(0, 10) <= lastOfTraining || u === undefined || i === undefined) continue
    later.set(u, (later.get(u) ?? new Set()).add(i))
  }
  models = new Map([...singleModels(log)].map(([name, make]) => [name, make()]))
}, 300_000)

describe('a gift shop’s last ten weeks, foretold from the ten months before', () => {
  it('counts customers, items and pairs as an independent program does', () => {
    expect([log.users, log.items, log.userItem.length]).toEqual([3613, 3502, 188399])
  })

  // NDCG@10, recall@10 and coverage of an independent program for the same models and protocol.
  it.each([
    ['bestsellers', 'new', 0.04411, 0.01886, 0.0197, 1753],
    ['bestsellers', 'repurchase', 0.10163, 0.03214, 0.0029, 1835],
    ['itemKnn', 'new', 0.10092, 0.05028, 0.3746, 1753],
    ['itemKnn', 'repurchase', 0.22417, 0.08082, 0.4189, 1835],
    ['ease', 'new', 0.11025, 0.05863, 0.323, 1753],
    ['ease', 'repurchase', 0.28484, 0.11045, 0.3398, 1835],
    ['ownHistory', 'repurchase', 0.357, 0.15104, 0.458, 1835],
  ] as const)('%s, %s', (name, task, ndcg, recall, coverage, users) => {
    const score = models.get(name)
    if (!score) throw new Error(name)
    const quality = evaluate(log, score, later, task)
    expect(quality.users).toBe(users)
    expect(Math.abs(quality.ndcg10 - ndcg)).toBeLessThan(1e-5)
    expect(Math.abs(quality.recall10 - recall)).toBeLessThan(1e-5)
    expect(Math.abs(quality.coverage - coverage)).toBeLessThan(1e-4)
  })

  it('the blend weighed on the past beats every single model at both tasks', () => {
    const weights = weighOnPast(lines)
    for (const [task, gate] of [
      ['new', 0.11],
      ['repurchase', 0.357],
    ] as const) {
      const singles = [...models.values()].map((score) => evaluate(log, score, later, task).ndcg10)
      const blend = evaluate(log, makeBlend(log, models, weights[task], task), later, task).ndcg10
      expect(blend).toBeGreaterThanOrEqual(gate)
      expect(blend).toBeGreaterThan(Math.max(...singles))
    }
  }, 300_000)

  it('what a shop answers from, short lists of neighbours, does no worse', () => {
    const order = lines.user.slice()
    const nothing = { ...lines, user: new Int32Array(0), item: new Int32Array(0), time: new Float64Array(0) }
    const shop = trainShop({ bought: lines, order, orders: lines.users, viewed: nothing })
    const parts = shopParts(log, shop.next)
    for (const [task, gate] of [
      ['new', 0.11],
      ['repurchase', 0.357],
    ] as const) {
      expect(shop.tasks[task]).toMatchObject({ used: 'blend', reason: null })
      const blend = makeBlend(log, parts, shop.tasks[task].weights, task)
      expect(evaluate(log, blend, later, task).ndcg10).toBeGreaterThanOrEqual(gate)
    }
  }, 300_000)
})
