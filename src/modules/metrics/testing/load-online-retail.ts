import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import type { Clickhouse } from '#platform/clickhouse'
import { insertSales, type TestSale } from './insert-sales.ts'

const file = new URL('../../../../samples/online-retail.csv.gz', import.meta.url)

/**
 * The sample shop as sales: lines with a customer, not starting with C, quantity and price above zero; an invoice of a
 * customer is an order; times as they stand. Returns how many lines were used.
 */
export async function loadOnlineRetail(ch: Clickhouse, workspaceId: string): Promise<number> {
  const numbers = new Map<string, number>()
  const orders = new Map<string, TestSale>()
  let lines = 0
  const rows = createReadStream(file)
    .pipe(createGunzip())
    .pipe(parse({ from_line: 2, relax_quotes: true }))
  for await (const row of rows as AsyncIterable<string[]>) {
    const [invoice = '', , , quantity, at = '', price, person = ''] = row
    if (person === 'NA' || invoice.startsWith('C') || Number(quantity) <= 0 || Number(price) <= 0) continue
    lines += 1
    const customer = numbers.get(person) ?? numbers.size + 1
    numbers.set(person, customer)
    const order = orders.get(invoice) ?? {
      customer,
      day: at.slice(0, 10),
      at: `${at.replace(' ', 'T')}Z`,
      revenue: 0,
      orderId: invoice,
    }
    // Thousandths, because the file has prices of 0.001; rounded to pence per order below.
    orders.set(invoice, { ...order, revenue: order.revenue + Math.round(Number(price) * 1000) * Number(quantity) })
  }
  await insertSales(
    ch,
    workspaceId,
    [...orders.values()].map((order) => ({ ...order, revenue: Math.round(order.revenue / 10), currency: 'GBP' })),
  )
  return lines
}
