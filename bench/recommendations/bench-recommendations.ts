/**
 * `node bench/recommendations/bench-recommendations.ts [--requests=2000] [--write]`: the sample shop trained on a running server, what its people feel of it,
 * and how long an answer takes over HTTP.
 */
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { sql } from 'kysely'
import type { ModelReport } from '#contract/recommendations'
import { createImport, importFile } from '#modules/imports'
import { recommendFor, startTraining } from '#modules/recommendations'
import { inWorkspace } from '#platform/postgres'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { onStand, type Stand } from '../harness/stand.ts'

const options = benchOptions({ requests: 2_000 })
const { requests } = options
const path = join(import.meta.dirname, '../../samples/online-retail.csv.gz')

async function importSample({ regulars, workspaceId }: Stand): Promise<void> {
  const { imports } = regulars
  const wanted = {
    workspaceId,
    filePath: path,
    fileName: 'online-retail.csv.gz',
    currency: 'GBP',
    kind: 'orders' as const,
  }
  const { importId, mapping } = await createImport(imports, wanted)
  await importFile(imports, { workspaceId, importId, path, kind: 'orders', mapping })
}

async function train({ regulars, workspaceId }: Stand): Promise<{ report: ModelReport; p99: number; worst: number }> {
  const { db, imports } = regulars
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  await inWorkspace(db, workspaceId, (tx) => startTraining(tx, { jobs: imports.jobs }, workspaceId))
  for (;;) {
    // Ended: what each customer will want next is written after the model is in use.
    const { rows } = await inWorkspace(db, workspaceId, (tx) =>
      sql<{
        report: ModelReport
      }>`select report from recommendation_models where workspace_id = ${workspaceId} and not exists (select from jobs
        where workspace_id = ${workspaceId} and kind = 'recommendation' and status in ('queued', 'running'))`.execute(
        tx,
      ),
    )
    if (rows[0]) {
      delay.disable()
      return { report: rows[0].report, p99: delay.percentile(99) / 1e6, worst: delay.max / 1e6 }
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** One after the other, as a page waits for them, of people spread over the shop. */
async function ask({ regulars, workspaceId, writeKey, serverKey }: Stand): Promise<Map<string, number[]>> {
  const { rows: people } = await inWorkspace(regulars.db, workspaceId, (tx) =>
    sql<{
      id: string
    }>`select value as id from customer_identities where workspace_id = ${workspaceId} and kind = 'external_id'
      order by md5(value) limit 500`.execute(tx),
  )
  const { rows: products } = await inWorkspace(regulars.db, workspaceId, (tx) =>
    sql<{
      id: string
    }>`select product_id as id from products where workspace_id = ${workspaceId} order by md5(product_id) limit 500`.execute(
      tx,
    ),
  )
  const headers = { authorization: `Bearer ${serverKey}` }
  const of = (list: { id: string }[], i: number): string => encodeURIComponent(list[i % list.length]?.id ?? '')
  const asked: Record<string, (i: number) => Promise<Response>> = {
    'for a customer': (i) =>
      fetch(`${regulars.url}/api/v1/recommendations?kind=for_you&userId=${of(people, i)}`, { headers }),
    again: (i) => fetch(`${regulars.url}/api/v1/recommendations?kind=again&userId=${of(people, i)}`, { headers }),
    'beside a product': (i) =>
      fetch(`${regulars.url}/api/v1/recommendations?kind=together&productId=${of(products, i)}`, { headers }),
    'widget, beside a product': (i) =>
      fetch(`${regulars.url}/v1/recommendations?writeKey=${writeKey}&kind=similar&productId=${of(products, i)}`),
  }
  const times = new Map<string, number[]>()
  for (const [name, request] of Object.entries(asked)) {
    const taken: number[] = []
    for (let i = 0; i < requests / 4; i++) {
      const begin = performance.now()
      const answer = await request(i)
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`)
      if (i >= 20) taken.push(performance.now() - begin)
    }
    times.set(
      name,
      taken.sort((a, b) => a - b),
    )
  }
  return times
}

/** The door alone, as a message that is being written calls it. */
async function askDoor({ regulars, workspaceId }: Stand): Promise<number[]> {
  const { db, clock } = regulars
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql<{
      customerId: string
    }>`select customer_id as "customerId" from product_histories where workspace_id = ${workspaceId}
      order by md5(customer_id::text) limit ${requests / 4}`.execute(tx),
  )
  const taken: number[] = []
  for (const { customerId } of rows) {
    const begin = performance.now()
    await recommendFor({ db, clock }, workspaceId, { kind: 'for_you', customerId, limit: 10 })
    taken.push(performance.now() - begin)
  }
  return taken.slice(20).sort((a, b) => a - b)
}

const measured = await onStand('all', async (stand) => {
  await importSample(stand)
  const training = await train(stand)
  const times = await ask(stand)
  return { training, times: times.set('for a customer, without HTTP', await askDoor(stand)) }
})
const { report, p99, worst } = measured.training
const at = (sorted: number[], share: number): string =>
  (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1)
const gained = report.tasks
tellSection(options, 'recommendations', [
  '## Recommendations',
  '',
  `The sample shop: ${report.customers.toLocaleString('en')} customers, ${report.products.toLocaleString('en')} products, ${report.buyLines.toLocaleString('en')} purchases. Training runs in a thread; requests one after the other over HTTP, ${requests} in all.`,
  '',
  '| what | measured | target |',
  '| --- | --- | --- |',
  `| read, train, test on its own past, write | ${report.seconds.toFixed(1)} s | ≤ 30 s |`,
  `| delay of the server's event loop meanwhile, p99 · worst | ${p99.toFixed(0)} · ${worst.toFixed(0)} ms | |`,
  ...[...measured.times].map(
    ([name, times]) => `| answer ${name}, p50 · p99 | ${at(times, 0.5)} · ${at(times, 0.99)} ms | p99 ≤ 20 ms |`,
  ),
  `| its own last fifth foretold: new products NDCG@10 · something to buy again | ${gained.new.models.blend?.ndcg10.toFixed(3)} · ${gained.repurchase.models.blend?.ndcg10.toFixed(3)} | |`,
])
