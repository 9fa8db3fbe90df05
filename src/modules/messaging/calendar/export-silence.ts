import { type Exporter, recordExport } from '#modules/audit'
import { eachRow } from '#platform/cursor'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { findSilent, silentFor } from './find-silent.ts'

const atOnce = 500
const header = ['customer_id', 'external_id', 'name', 'email', 'phone', 'last_contact_at', 'last_seen_at']

/** All whom no message reached for `days`, with their addresses, as rows of a CSV. Throws forbidden without the right to take lists away. */
export async function exportSilence(
  deps: MessagingDeps,
  workspaceId: string,
  actor: Exporter,
  days: number,
): Promise<{ header: string[]; rows: AsyncIterable<(string | null)[]> }> {
  await inWorkspace(deps.db, workspaceId, (tx) =>
    recordExport(tx, workspaceId, actor, { kind: 'customers' }, { list: 'silence', days }),
  )
  return { header, rows: rowsOf(deps, workspaceId, days) }
}

async function* rowsOf({ db, clock }: MessagingDeps, workspaceId: string, days: number) {
  const silent = silentFor(clock, workspaceId, days)
  const people = eachRow((cursor) =>
    inWorkspace(db, workspaceId, (tx) => findSilent(tx, silent, { cursor, limit: atOnce })),
  )
  for await (const { customerId, externalId, name, email, phone, lastContactAt, lastSeenAt } of people)
    yield [
      ...[customerId, externalId, name, email, phone],
      ...[lastContactAt?.toISOString() ?? null, lastSeenAt.toISOString()],
    ]
}
