import { sql } from 'kysely'
import type { PredictionReport } from '#contract/predictions'
import type { Tx } from '#platform/postgres'

export type Version = {
  versionId: string
  number: number
  scoredOn: string
  finishedAt: Date
  report: PredictionReport
}

/** A year and more of nights. */
const kept = 400

const columns = sql`version_id as "versionId", number, scored_on as "scoredOn", finished_at as "finishedAt", report`

export async function listVersions(tx: Tx, workspaceId: string, limit: number): Promise<Version[]> {
  const { rows } = await sql<Version>`select ${columns} from prediction_versions
    where workspace_id = ${workspaceId} order by number desc limit ${limit}`.execute(tx)
  return rows
}

/** The same version again is written once. */
export async function keepVersion(
  tx: Tx,
  workspaceId: string,
  version: { versionId: string; scoredOn: string; finishedAt: string; report: PredictionReport },
): Promise<void> {
  const { versionId, scoredOn, finishedAt, report } = version
  await sql`insert into prediction_versions (workspace_id, version_id, number, status, scored_on, finished_at, report)
    select ${workspaceId}, ${versionId}, coalesce(max(number), 0) + 1, ${report.status}, ${scoredOn}, ${finishedAt},
      ${JSON.stringify(report)}::jsonb
    from prediction_versions where workspace_id = ${workspaceId}
    on conflict (workspace_id, version_id) do nothing`.execute(tx)
  await sql`delete from prediction_versions where workspace_id = ${workspaceId}
    and number <= (select max(number) from prediction_versions where workspace_id = ${workspaceId}) - ${kept}`.execute(
    tx,
  )
}
