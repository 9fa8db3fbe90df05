// The sample shop's invoice lines: who bought what, on which day (whole days since 1970), for how much.
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

// In a checkout, and in the installed package.
const places = ['../../samples', '../../dist/package/samples'].map((folder) => `${folder}/online-retail.csv.gz`)
const sample = places.map((place) => new URL(place, import.meta.url)).find((file) => existsSync(file))

export function readOrders(file = process.argv[2] ?? sample) {
  const bytes = readFileSync(file)
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8')
  const lines = []
  for (const line of text.split('\n').slice(1)) {
    const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '').replace(/^"|"$/g, ''))
    const [invoice = '', item = '', name = '', quantity = '', date = '', price = '', customer = ''] = cells ?? []
    const value = Number(quantity) * Number(price)
    if (customer === '' || customer === 'NA' || invoice.startsWith('C') || !(value > 0)) continue
    lines.push({ customer, item, name, value, day: Math.floor(Date.parse(`${date.replace(' ', 'T')}Z`) / 86_400_000) })
  }
  return lines
}

/** x repeat days, the last of them and the time watched since the first (days), and the mean value of a repeat day. */
export function summarize(lines, until) {
  const customers = new Map()
  for (const { customer, day, value } of lines) {
    if (day > until) continue
    const days = customers.get(customer) ?? new Map()
    days.set(day, (days.get(day) ?? 0) + value)
    customers.set(customer, days)
  }
  return [...customers].map(([customer, days]) => {
    const [first, ...repeats] = [...days].sort(([a], [b]) => a - b)
    const spent = repeats.reduce((sum, [, value]) => sum + value, 0)
    return {
      customer,
      x: repeats.length,
      tx: repeats.length > 0 ? repeats.at(-1)[0] - first[0] : 0,
      T: until - first[0],
      z: repeats.length > 0 ? spent / repeats.length : 0,
    }
  })
}
