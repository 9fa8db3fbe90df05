/** An order export of any size, in the order of its dates: the same for the same size. */

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { createRandom } from '../faults/harness/random.ts'

export type LargeFile = { lines: number; orders: number; bytes: number }

const customers = 200_000
const averageLines = 16
const averageBytes = 1_000
const words =
  'leave parcel with neighbour gift wrapped fragile second attempt customer asked for invoice delivered before noon warehouse shelf checked counted packed by hand box returned label printed again colour natural size medium'.split(
    ' ',
  )

/** Writes about `bytes` bytes: one line for each product of an order, most of it a remark that no report needs. */
export async function writeLargeOrders(path: string, bytes: number): Promise<LargeFile> {
  const random = createRandom(1)
  const remarks = Array.from({ length: 500 }, () =>
    Array.from({ length: 136 }, () => words[random.below(words.length)]).join(' '),
  )
  const products = Array.from({ length: 5_000 }, (_, i) => `SKU-${i},Product ${i} ${words[random.below(words.length)]}`)
  const begin = Date.UTC(2023, 0, 1)
  const step = (3 * 365 * 86_400_000) / (bytes / averageBytes / averageLines)
  const file = createWriteStream(path, { highWaterMark: 4 * 1024 * 1024 })
  const written: LargeFile = { lines: 0, orders: 0, bytes: 0 }
  let text = 'Order ID,Customer ID,Email,Order Date,SKU,Product Name,Quantity,Unit Price,Country,Remarks\n'
  const flush = async (): Promise<void> => {
    written.bytes += Buffer.byteLength(text)
    const ready = file.write(text)
    text = ''
    if (!ready) await once(file, 'drain')
  }
  while (written.bytes + text.length < bytes) {
    // Some come often, most come seldom.
    const customer = Math.floor(random.next() ** 3 * customers)
    const at = new Date(begin + written.orders * step).toISOString().slice(0, 19).replace('T', ' ')
    const head = `${100_000_000 + written.orders},C${customer},c${customer}@example.com,${at}`
    const country = `Country ${customer % 30}`
    for (let line = random.between(1, 2 * averageLines - 1); line > 0; line--) {
      const price = `${random.between(1, 99)}.${10 + random.below(90)}`
      text += `${head},${products[random.below(products.length)]},${random.between(1, 4)},${price},${country},"${remarks[random.below(remarks.length)]}"\n`
      written.lines++
    }
    written.orders++
    if (text.length > 1024 * 1024) await flush()
  }
  await flush()
  file.end()
  await finished(file)
  return written
}
