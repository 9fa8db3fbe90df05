/**
 * `node bench/simulate/bench-simulate.ts [--customers=1000000] [--days=365] [--write]`: a business with known truth, from nothing until
 * both engines hold all of it.
 */
import { benchOptions, tellSection } from '../harness/figures.ts'
import { simulateShop } from '../harness/simulated-shop.ts'
import { onStand, timed } from '../harness/stand.ts'
import { stopSchedules } from '../harness/stand-still.ts'
import { type UsedApart, usedApart } from '../harness/used-time.ts'
import { copyInClickhouse, copyInPostgres } from './raw-copies.ts'

const options = benchOptions({ customers: 1_000_000, days: 365 })
const { customers, days } = options

type Measured = { seconds: number; used: UsedApart }

async function measure(work: () => Promise<unknown>): Promise<Measured> {
  const before = usedApart()
  const seconds = (await timed(work)) / 1000
  const { own, postgres, clickhouse } = usedApart()
  const used = {
    own: own - before.own,
    postgres: postgres - before.postgres,
    clickhouse: clickhouse - before.clickhouse,
  }
  return { seconds, used }
}

await onStand('web', async (stand) => {
  const { databaseUrl, clickhouseUrl } = stand.regulars.engines
  await stopSchedules(databaseUrl)
  let events = 0
  const whole = await measure(async () => {
    ;({ events } = await simulateShop(stand, { kind: 'shop', customers, days }))
  })
  const postgres = await measure(() => copyInPostgres(databaseUrl))
  const clickhouse = await measure(() => copyInClickhouse(clickhouseUrl))
  const micros = (seconds: number): string => ((seconds * 1e6) / events).toFixed(1)
  const row = (what: string, { seconds, used }: Measured): string =>
    `| ${what} | ${seconds.toFixed(0)} | ${micros(used.own)} | ${micros(used.postgres)} | ${micros(used.clickhouse)} | ${micros(used.own + used.postgres + used.clickhouse)} |`
  tellSection(options, 'simulate', [
    '## Simulated businesses',
    '',
    `A shop of \`regulars simulate\`: ${customers.toLocaleString('en')} customers and ${days} days, ${events.toLocaleString('en')} events in both engines, with orders, measures and all else the ordinary path would have written. Processor time for each event, µs.`,
    '',
    '| what | seconds | JavaScript | PostgreSQL | ClickHouse | together |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    row('lives lived, projected and written', whole),
    row('raw PostgreSQL: the same rows copied into bare tables, with their indexes', postgres),
    row('raw ClickHouse: the same rows copied into bare tables', clickhouse),
    '',
    '| what | measured | target |',
    '| --- | ---: | ---: |',
    `| ten million events of a simulated shop at this pace, s | ${((whole.seconds * 1e7) / events).toFixed(0)} | about 60 |`,
  ])
})
