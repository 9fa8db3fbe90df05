import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'

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

const page = 'docs/benchmarks.md'
const data = 'bench/metrics/report-times.json'
const [start, end] = ['<!-- reports:start -->', '<!-- reports:end -->']

/** Keeps the newest run of each size and writes all of them between the marks of docs/benchmarks.md; the rest stays. */
export function writeReportTimes(run: BenchRun): void {
  const known: BenchRun[] = existsSync(data) ? JSON.parse(readFileSync(data, 'utf8')) : []
  const runs = [...known.filter(({ orders }) => orders !== run.orders), run].sort((a, b) => a.orders - b.orders)
  writeFileSync(data, `${JSON.stringify(runs, null, 2)}\n`)
  const text = existsSync(page) ? readFileSync(page, 'utf8') : '# Benchmarks\n'
  const [before = '', rest] = text.split(start)
  const after = rest?.split(end)[1] ?? '\n'
  const head = rest === undefined ? `${before.trimEnd()}\n\n## Reports\n\n` : before
  writeFileSync(page, `${head}${start}\n${tableOf(runs)}\n${end}${after}`)
}

const millions = (n: number): string => `${n / 1_000_000} M`

const targets = new Map([
  [10_000_000, 400],
  [100_000_000, 2000],
])

/** What is slower than its target, with the least it can take: its processor time spread over all cores. */
function missed({ orders, results }: BenchRun): string[] {
  const target = targets.get(orders)
  if (target === undefined) return []
  const cores = availableParallelism()
  const slow = results.filter(({ ms }) => ms > target)
  const list = slow.map(({ report, ms, cpuMs }) => `${report} ${ms} ms (alone at best ${Math.round(cpuMs / cores)})`)
  return [`- Target at ${millions(orders)}: ${target} ms. Missed by ${list.length === 0 ? 'none' : list.join(', ')}.`]
}

function tableOf(runs: BenchRun[]): string {
  const names = [...new Set(runs.flatMap(({ results }) => results.map(({ report }) => report)))]
  const row = (cells: (string | number)[]): string => `| ${cells.join(' | ')} |`
  const times = (report: string): string[] =>
    runs.flatMap(({ orders, results }) => {
      const found = results.find((each) => each.report === report)
      if (found === undefined) return ['–', '–', '–', '–']
      const { ms, cpuMs, rawMs } = found
      return [ms, cpuMs, rawMs ?? '–', ((cpuMs * 1e6) / orders).toFixed(0)].map(String)
    })
  const titles = runs.flatMap(({ orders }) => [
    `${millions(orders)} orders, ms`,
    'processor, ms',
    'raw engine, ms',
    'processor ns per order',
  ])
  const { model = 'unknown' } = cpus()[0] ?? {}
  return [
    `${availableParallelism()} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GB, embedded engines. Warm runs of the whole report, all of its queries`,
    'and PostgreSQL included, while other work ran on the machine; processor is what one run of it costs ClickHouse, whatever else runs; beside it the heart of the question asked plainly of `sales` (`bench/metrics/baselines.ts`).',
    '',
    ...runs.map(
      ({ customers, orders, day, byCustomer, bytesPerOrder, load, runs: times }) =>
        `- ${millions(orders)} orders of ${millions(customers)} customers: ${day}, ${bytesPerOrder.toFixed(0)} bytes on disk for each order in all report tables, ${times === 1 ? 'one run each' : `median of ${times} runs each`}, load at the end ${load.toFixed(1)}${byCustomer ? '; made customer after customer' : ''}.`,
    ),
    '',
    ...runs.flatMap(missed),
    '',
    row(['report', ...titles]),
    row(['---', ...titles.map(() => '---:')]),
    ...names.map((name) => row([name, ...times(name)])),
  ].join('\n')
}
