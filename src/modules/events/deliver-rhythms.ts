import type { Clickhouse } from '#platform/clickhouse'
import type { Tx } from '#platform/postgres'
import type { FactReaders } from './redeliver-batches.ts'

/**
 * Tells ClickHouse the rhythm of these customers, of all when none are named, as it stands in PostgreSQL now. That may be newer
 * than the batch `version`; the later batch it comes from will tell it again with a higher version.
 */
export async function deliverRhythms(
  deps: { ch: Clickhouse } & Pick<FactReaders, 'readRhythmFacts'>,
  tx: Tx,
  workspaceId: string,
  { customers, version, token }: { customers?: number[]; version: number; token: string },
): Promise<void> {
  if (customers?.length === 0) return
  let page = 0
  for await (const facts of deps.readRhythmFacts(tx, workspaceId, customers)) {
    const rows = facts.map(({ late_from, came_back_on, ...fact }) => ({
      workspace_id: workspaceId,
      version,
      ...fact,
      late_from: late_from ?? '2149-06-06',
      came_back_on: came_back_on ?? '1970-01-01',
    }))
    await deps.ch.insert('customer_rhythms', rows, { token: `${token}-r${page++}` })
  }
}
