import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import { eraseCustomers, type PrivacyDeps } from './erase-customer.ts'
import type { RetentionRule } from './retention.ts'

// Together, because what an erasure costs in both engines hardly depends on how many it is about.
const atOnce = 500

/** Devices that never became anybody, and customers who have been silent for long: erased like people who ask for it. */
export function peopleRetention(deps: PrivacyDeps): RetentionRule[] {
  return [
    rule(
      deps,
      'visitors',
      400,
      sql`c.is_anonymous and not exists (select from orders o
      where o.workspace_id = c.workspace_id and o.customer_id = c.customer_id)`,
    ),
    rule(deps, 'silent_customers', null, sql`not c.is_anonymous`),
  ]
}

function rule(
  deps: PrivacyDeps,
  kind: 'visitors' | 'silent_customers',
  usualDays: number | null,
  whose: ReturnType<typeof sql>,
): RetentionRule {
  const silent = (workspaceId: string, before: string) => sql`
    from customers c where c.workspace_id = ${workspaceId} and c.merged_into is null and c.erased_at is null
      and c.last_seen_at < ${before} and ${whose}`
  return {
    kind,
    usualDays,
    count: async (tx: Tx, workspaceId: string, before: string): Promise<number> => {
      const { rows } = await sql<{ count: number }>`select count(*) as count ${silent(workspaceId, before)}`.execute(tx)
      return rows[0]?.count ?? 0
    },
    remove: (workspaceId: string, before: string): Promise<number> =>
      eraseCustomers(deps, workspaceId, { kind: 'system' }, async (tx) => {
        const { rows } = await sql<{ id: string }>`
          select c.customer_id as id ${silent(workspaceId, before)} limit ${atOnce}`.execute(tx)
        return rows.map(({ id }) => id)
      }),
  }
}
