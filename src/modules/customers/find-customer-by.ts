import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

/** Who goes by the shop's own id or a browser's anonymous id, with whether anything but the browser is known of them; undefined for nobody. */
export async function findCustomerBy(
  tx: Tx,
  workspaceId: string,
  by: { userId?: string | undefined; anonymousId?: string | undefined },
): Promise<{ customerId: string; isAnonymous: boolean } | undefined> {
  if (by.userId === undefined && by.anonymousId === undefined) return undefined
  const { rows } = await sql<{ customerId: string; isAnonymous: boolean }>`
    select c.customer_id as "customerId", c.is_anonymous as "isAnonymous"
    from (values ('external_id', ${by.userId ?? null}::text), ('anonymous_id', ${by.anonymousId ?? null}::text)) as w (kind, value)
    join customer_identities i on i.workspace_id = ${workspaceId} and i.kind = w.kind and i.value = w.value
    join customers c on c.workspace_id = ${workspaceId} and c.customer_id = i.customer_id and c.erased_at is null
    order by w.kind desc limit 1`.execute(tx)
  return rows[0]
}
