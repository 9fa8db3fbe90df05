import { sql } from 'kysely'
import type { ReportSource } from '#contract/messaging-words'
import type { Tx } from '#platform/postgres'
import { open, seal } from '#platform/secrets'

const purpose = 'message-reports'

export async function listReportSources(tx: Tx, workspaceId: string): Promise<ReportSource[]> {
  const { rows } = await sql<{ source: ReportSource }>`select source from message_report_sources
    where workspace_id = ${workspaceId} and source <> 'imap'`.execute(tx)
  return rows.map((row) => row.source)
}

export async function readHeard(tx: Tx, workspaceId: string): Promise<Map<ReportSource, Date | null>> {
  const { rows } = await sql<{ source: ReportSource; heardAt: Date | null }>`select source, heard_at as "heardAt"
    from message_report_sources where workspace_id = ${workspaceId} and source <> 'imap'`.execute(tx)
  return new Map(rows.map((row) => [row.source, row.heardAt]))
}

/** What proves a source; undefined when it is not set up. */
export async function findReportSecret(
  tx: Tx,
  workspaceId: string,
  secret: string,
  source: ReportSource,
): Promise<string | undefined> {
  const { rows } = await sql<{ sealed: Buffer | null }>`select sealed from message_report_sources
    where workspace_id = ${workspaceId} and source = ${source}`.execute(tx)
  const [row] = rows
  return row && (row.sealed ? open(secret, purpose, `${workspaceId}:${source}`, row.sealed) : '')
}

/** Null takes it away. */
export async function saveReportSecret(
  tx: Tx,
  workspaceId: string,
  secret: string,
  saved: { source: ReportSource; secret: string | null },
  now: Temporal.Instant,
): Promise<void> {
  const { source } = saved
  if (saved.secret === null) {
    await sql`delete from message_report_sources where workspace_id = ${workspaceId} and source = ${source}`.execute(tx)
    return
  }
  await sql`insert into message_report_sources (workspace_id, source, sealed, updated_at)
    values (${workspaceId}, ${source}, ${seal(secret, purpose, `${workspaceId}:${source}`, saved.secret)}, ${now.toString()})
    on conflict (workspace_id, source) do update set sealed = excluded.sealed, updated_at = excluded.updated_at`.execute(
    tx,
  )
}

export async function noteHeard(
  tx: Tx,
  workspaceId: string,
  source: ReportSource,
  now: Temporal.Instant,
): Promise<void> {
  await sql`update message_report_sources set heard_at = ${now.toString()}
    where workspace_id = ${workspaceId} and source = ${source}`.execute(tx)
}
