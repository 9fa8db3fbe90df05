import { sql } from 'kysely'
import type { AtRiskQuery, AtRiskRow } from '#contract/predictions'
import { DomainError } from '#platform/errors'
import type { Db, Tx } from '#platform/postgres'
import { readMoney, readPage } from './list-at-risk.ts'
import type { PredictionDeps } from './run-predictions.ts'

type AtRisk = { currency: string; customers: AsyncGenerator<AtRiskRow> }

/**
 * Every customer that matches, for a CSV: all of one run, though the next writes meanwhile. Whoever asks walks `customers`, to the end
 * or not. Throws conflict/predictions_half_written while only some customers have what a run foretells.
 */
export async function openAtRisk(
  { db }: Pick<PredictionDeps, 'db'>,
  workspaceId: string,
  query: AtRiskQuery,
): Promise<AtRisk> {
  const snapshot = await openSnapshot(db, workspaceId)
  try {
    if (await isHalfWritten(snapshot, workspaceId))
      throw new DomainError('conflict', 'predictions_half_written', 'A run is writing its scores; ask again later.')
    const { currency } = await readMoney(snapshot, workspaceId)
    return { currency, customers: walk(snapshot, workspaceId, query) }
  } catch (error) {
    await snapshot.rollback().execute()
    throw error
  }
}

type Snapshot = Awaited<ReturnType<typeof openSnapshot>>

/** Goes on seeing everything as it was when it began, whatever others write. The pool ends one whose reader takes nothing for a minute. */
async function openSnapshot(db: Db, workspaceId: string) {
  const tx = await db.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute()
  await sql`select set_config('app.workspace_id', ${workspaceId}, true)`.execute(tx)
  return tx
}

async function* walk(snapshot: Snapshot, workspaceId: string, query: AtRiskQuery): AsyncGenerator<AtRiskRow> {
  try {
    let cursor: string | undefined
    do {
      const page = await readPage(snapshot, workspaceId, { ...query, limit: 200, cursor })
      yield* page.customers
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  } finally {
    await snapshot.rollback().execute()
  }
}

/** Scores name the run that wrote them, and a run under way has no report yet. What a run that was given up left stays until the next. */
async function isHalfWritten(tx: Tx, workspaceId: string): Promise<boolean> {
  const { rows } = await sql`select from jobs j where workspace_id = ${workspaceId} and kind = 'prediction'
    and status in ('queued', 'running')
    and not exists (select from prediction_versions v where v.workspace_id = ${workspaceId} and v.version_id = j.job_id)
    and exists (select from customer_scores s where s.workspace_id = ${workspaceId} and s.version_id = j.job_id)`.execute(
    tx,
  )
  return rows.length > 0
}
