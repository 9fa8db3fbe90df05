import { sql } from 'kysely'
import type { Predictions, PredictionVersions } from '#contract/predictions'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { PredictionDeps } from './run-predictions.ts'
import { listVersions, type Version } from './versions.repo.ts'

/** The latest run and its report, who has no score yet, and the run under way. */
export async function readPredictions({ db }: Pick<PredictionDeps, 'db'>, workspaceId: string): Promise<Predictions> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    // Before what it writes: once it is over, what is read after it is what it wrote.
    const job = await openRun(tx, workspaceId)
    const [version] = await listVersions(tx, workspaceId, 1)
    const shop = await sql<{ currency: string; notYet: number }>`select currency,
        (select count(*)::int from customer_measures m join customers c using (workspace_id, customer_id)
          where m.workspace_id = w.workspace_id and m.visits > 0 and c.merged_into is null and not exists (
            select from customer_scores s where s.workspace_id = m.workspace_id and s.customer_id = m.customer_id)) as "notYet"
      from workspaces w where workspace_id = ${workspaceId}`.execute(tx)
    return {
      version: version ? describe(version) : null,
      report: version?.report ?? null,
      currency: shop.rows[0]?.currency ?? 'EUR',
      notYet: shop.rows[0]?.notYet ?? 0,
      job,
    }
  })
}

export async function readVersions(
  { db }: Pick<PredictionDeps, 'db'>,
  workspaceId: string,
  limit: number,
): Promise<PredictionVersions> {
  const versions = await inWorkspace(db, workspaceId, (tx) => listVersions(tx, workspaceId, limit))
  return { versions: versions.map((version) => ({ ...describe(version), report: version.report })) }
}

function describe({ versionId, number, scoredOn, finishedAt }: Version): NonNullable<Predictions['version']> {
  return { versionId, number, scoredOn, finishedAt: finishedAt.toISOString() }
}

async function openRun(tx: Tx, workspaceId: string): Promise<Predictions['job']> {
  const { rows } = await sql<NonNullable<Predictions['job']>>`
    select job_id as "jobId", status, done::float8 as done, total::float8 as total, seconds_left as "secondsLeft"
    from jobs where workspace_id = ${workspaceId} and kind = 'prediction' and status in ('queued', 'running')
    order by created_at desc limit 1`.execute(tx)
  return rows[0] ?? null
}
