import { createClickhouse } from '#platform/clickhouse'
import { fakeClock } from '#platform/clock'
import type { Jobs } from '#platform/jobs'
import { silentLog } from '#platform/log'
import { createDb, createPool } from '#platform/postgres'
import { journeyActions } from '../actions.ts'
import { moveJourneys } from '../watch-journeys.ts'

/** A worker of its own process, for tests that kill it: node step-worker.ts <database> <clickhouse> <moment>. */
const [databaseUrl = '', clickhouseUrl = '', moment = ''] = process.argv.slice(2)
const clock = fakeClock(moment)
const db = createDb(createPool(databaseUrl))
const ch = createClickhouse(clickhouseUrl, { log: silentLog })
const jobs: Pick<Jobs, 'enqueue'> = { enqueue: async () => {} }
const deps = {
  db,
  ch,
  clock,
  log: silentLog,
  jobs: jobs as Jobs,
  actions: journeyActions(clock, jobs),
  onWritten: () => {},
  silenceDays: async () => 90,
}
process.stdout.write('ready\n')
for (;;) if (!(await moveJourneys(deps))) await new Promise((resolve) => setTimeout(resolve, 20))
