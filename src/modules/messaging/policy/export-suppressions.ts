import type { SuppressionRow } from '#contract/messaging'
import { type Exporter, recordExport } from '#modules/audit'
import { eachRow } from '#platform/cursor'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { listSuppressions } from './list-suppressions.ts'

const atOnce = 500
const header = ['address', 'channel', 'reason', 'source', 'since', 'customer_id', 'customer']

/** Addresses that get nothing, all or for one reason, as rows of a CSV. Throws forbidden without the right to take lists away. */
export async function exportSuppressions(
  { db }: Pick<MessagingDeps, 'db'>,
  workspaceId: string,
  actor: Exporter,
  reason: SuppressionRow['reason'] | undefined,
): Promise<{ header: string[]; rows: AsyncIterable<(string | null)[]> }> {
  await inWorkspace(db, workspaceId, (tx) =>
    recordExport(
      tx,
      workspaceId,
      actor,
      { kind: 'customers' },
      { list: 'suppressions', narrowed: reason !== undefined },
    ),
  )
  async function* rowsOf(): AsyncIterable<(string | null)[]> {
    const found = eachRow(async (cursor) => {
      const page = await inWorkspace(db, workspaceId, (tx) =>
        listSuppressions(tx, workspaceId, { reason, cursor, limit: atOnce }),
      )
      return { rows: page.suppressions, next: page.nextCursor }
    })
    for await (const row of found)
      yield [row.hint, row.channel, row.reason, row.source, row.since, row.customerId, row.customerName]
  }
  return { header, rows: rowsOf() }
}
