import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import { type Histories, unknownHour } from '../learning/histories.ts'

const file = new URL('../../../../samples/online-retail.csv.gz', import.meta.url)

export type Sale = { customer: number; day: number; hour: number; minor: number }

/** The sample shop's invoices: lines with a customer, not starting with C, quantity and price above zero. */
export async function readOnlineRetail(): Promise<Sale[]> {
  const numbers = new Map<string, number>()
  const orders = new Map<string, Sale>()
  const rows = createReadStream(file)
    .pipe(createGunzip())
    .pipe(parse({ from_line: 2, relax_quotes: true }))
  for await (const row of rows as AsyncIterable<string[]>) {
    const [invoice = '', , , quantity, at = '', price, person = ''] = row
    if (person === 'NA' || invoice.startsWith('C') || Number(quantity) <= 0 || Number(price) <= 0) continue
    const customer = numbers.get(person) ?? numbers.size + 1
    numbers.set(person, customer)
    const day = Math.floor(Date.parse(`${at.slice(0, 10)}T00:00:00Z`) / 86_400_000)
    const order = orders.get(invoice) ?? { customer, day, hour: Number(at.slice(11, 13)), minor: 0 }
    orders.set(invoice, { ...order, minor: order.minor + 100 * Number(price) * Number(quantity) })
  }
  return [...orders.values()].map((order) => ({ ...order, minor: Math.round(order.minor) }))
}

/** The same as a run would read them. */
export function historiesOf(sales: Sale[]): Histories {
  const days = new Map<number, Map<number, Sale>>()
  for (const sale of sales) {
    const own = days.get(sale.customer) ?? new Map<number, Sale>()
    days.set(sale.customer, own)
    const known = own.get(sale.day)
    own.set(sale.day, known ? { ...known, minor: known.minor + sale.minor } : sale)
  }
  const customers = [...days.keys()].sort((a, b) => a - b)
  const visits = customers.map((customer) => [...(days.get(customer)?.values() ?? [])].sort((a, b) => a.day - b.day))
  const starts = [0]
  for (const own of visits) starts.push((starts.at(-1) ?? 0) + own.length)
  const flat = visits.flat()
  return {
    customers: Uint32Array.from(customers),
    starts: Uint32Array.from(starts),
    days: Uint16Array.from(flat, ({ day }) => day),
    revenue: Float64Array.from(flat, ({ minor }) => minor),
    hours: Uint8Array.from(flat, ({ hour }) => hour ?? unknownHour),
    sources: new Uint16Array(customers.length),
    sourceNames: ['import'],
    refundStarts: new Uint32Array(customers.length + 1),
    refundDays: new Uint16Array(),
    gross: Float64Array.from(visits, (own) => own.reduce((sum, { minor }) => sum + minor, 0)),
    refunded: new Float64Array(customers.length),
    margins: new Float64Array(customers.length).fill(Number.NaN),
  }
}
