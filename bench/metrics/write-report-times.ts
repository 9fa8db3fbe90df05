import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { writeSection } from '../harness/figures.ts'

export type ReportTime = {
  report: string
  ms: number
  cpuMs: number
  /** once after a hundred customers have bought */
  someMs?: number
  /** once after every customer has changed */
  firstMs?: number
  firstCpuMs?: number
  rawMs: number | null
}
export type BenchRun = {
  customers: number
  orders: number
  day: string
  byCustomer: boolean
  /** warm runs of each report, of which the median is given */
  runs: number
  /** how many processes wanted a core when the run ended, this one included */
  load: number
  bytesPerOrder: number
  results: ReportTime[]
}

const data = 'bench/metrics/report-times.json'

/** Keeps the newest run of each size and puts all of them into docs/benchmarks.md. */
export function writeReportTimes(run: BenchRun): void {
  const known: BenchRun[] = existsSync(data) ? JSON.parse(readFileSync(data, 'utf8')) : []
  const runs = [...known.filter(({ orders }) => orders !== run.orders), run].sort((a, b) => a.orders - b.orders)
  writeFileSync(data, `${JSON.stringify(runs, null, 2)}\n`)
  writeSection('reports', linesOf(runs))
}

const millions = (n: number): string => `${n / 1_000_000} M`

const targets = new Map([
  [10_000_000, 400],
  [100_000_000, 2000],
])

/** What is slower than its target, when nothing has changed and, with the least it can take on all cores, when everything has. */
function missed({ orders, results }: BenchRun): string[] {
  const target = targets.get(orders)
  if (target === undefined) return []
  const list = (slow: string[]): string => (slow.length === 0 ? 'none' : slow.join(', '))
  const warm = results.filter(({ ms }) => ms > target).map(({ report, ms }) => `${report} ${ms} ms`)
  const first = results.flatMap(({ report, firstMs = 0, firstCpuMs = 0 }) =>
    firstMs > target
      ? [`${report} ${firstMs} ms (alone at best ${Math.round(firstCpuMs / availableParallelism())})`]
      : [],
  )
  return [`Target ${target} ms, missed by ${list(warm)}; when everybody has changed, by ${list(first)}.`, '']
}

/** The slowest report of each size that has a target. */
function slowest(runs: BenchRun[]): string[] {
  const rows = runs.flatMap(({ orders, results }) => {
    const target = targets.get(orders)
    const last = [...results].sort((a, b) => b.ms - a.ms)[0]
    if (target === undefined || !last) return []
    const what = `slowest of ${results.length} reports at ${millions(orders)} orders, warm (${last.report}), ms`
    return [row([what, last.ms, `≤ ${target.toLocaleString('en')}`])]
  })
  return [row(['what', 'measured', 'target']), row(['---', '---:', '---:']), ...rows, '']
}

const row = (cells: (string | number)[]): string => `| ${cells.join(' | ')} |`
const figure = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : String(value)

function tableOf(run: BenchRun): string[] {
  const { customers, orders, day, byCustomer, bytesPerOrder, load, runs: times, results } = run
  const columns = ['warm, ms', 'processor', 'after 100 orders, ms', 'all anew, ms', 'processor', 'raw engine, ms']
  return [
    `**${millions(orders)} orders of ${millions(customers)} customers**, ${day}: ${bytesPerOrder.toFixed(0)} bytes on disk for each order in all report tables, ${times === 1 ? 'one warm run each' : `median of ${times} warm runs each`}, load at the end ${load.toFixed(1)}${byCustomer ? '; made customer after customer' : ''}${results.some(({ firstMs }) => firstMs === undefined) ? '; measured before sums were kept' : ''}.`,
    '',
    ...missed(run),
    row(['report', ...columns]),
    row(['---', ...columns.map(() => '---:')]),
    ...results.map(({ report, ms, cpuMs, someMs, firstMs, firstCpuMs, rawMs }) =>
      row([report, ...[ms, cpuMs, someMs, firstMs, firstCpuMs, rawMs].map(figure)]),
    ),
    '',
  ]
}

function linesOf(runs: BenchRun[]): string[] {
  return [
    '## Reports',
    '',
    'Embedded engines; the whole report, all of its queries and PostgreSQL included. **Warm**: nothing has changed since it was last asked.',
    '**After 100 orders**: a hundred customers, spread over all, have bought since. **All anew**: every customer has changed, so that nothing',
    'kept is of use. Processor is what ClickHouse spends, whatever else runs; the raw engine is asked the heart of the question plainly of',
    '`sales` (`bench/metrics/baselines.ts`).',
    '',
    ...slowest(runs),
    ...runs.flatMap(tableOf).slice(0, -1),
  ]
}
