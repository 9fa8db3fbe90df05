import { createClickhouse } from '#platform/clickhouse'
import { fakeClock } from '#platform/clock'
import type { Jobs } from '#platform/jobs'
import { silentLog } from '#platform/log'
import { createOutbound } from '#platform/outbound'
import { createDb, createPool } from '#platform/postgres'
import { moveCampaigns } from '../sending/watch-campaigns.ts'

/** A worker of its own process, for tests that kill it: node campaign-worker.ts <database> <clickhouse> <moment>. */
const [databaseUrl = '', clickhouseUrl = '', moment = ''] = process.argv.slice(2)
const jobs: Pick<Jobs, 'enqueue'> = { enqueue: async () => {} }
const deps = {
  db: createDb(createPool(databaseUrl)),
  ch: createClickhouse(clickhouseUrl, { log: silentLog }),
  clock: fakeClock(moment),
  log: silentLog,
  jobs: jobs as Jobs,
  outbound: createOutbound(),
  onWritten: () => {},
  silenceDays: async () => 90,
}
process.stdout.write('ready\n')
for (;;) if (!(await moveCampaigns(deps))) await new Promise((resolve) => setTimeout(resolve, 20))
