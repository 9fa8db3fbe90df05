import type { Clickhouse } from '#platform/clickhouse'
import type { Tx } from '#platform/postgres'
import type { FactReaders } from './redeliver-batches.ts'

/**
 * Tells ClickHouse what is known of these customers, of all when none are named, as it stands in PostgreSQL now; a later
 * batch tells it again with a higher version.
 */
export async function deliverProfiles(
  deps: { ch: Clickhouse } & Pick<FactReaders, 'readProfileFacts'>,
  tx: Tx,
  workspaceId: string,
  { customers, version, token }: { customers?: string[]; version: number; token: string },
): Promise<void> {
  if (customers?.length === 0) return
  let page = 0
  for await (const facts of deps.readProfileFacts(tx, workspaceId, customers)) {
    const rows = facts.map((fact) => ({ workspace_id: workspaceId, version, ...fact }))
    await deps.ch.insert('customer_profiles', rows, { token: `${token}-p${page++}` })
  }
}
