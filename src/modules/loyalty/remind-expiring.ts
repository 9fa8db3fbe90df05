import { sql } from 'kysely'
import { appendCustomerEvents } from '#modules/customers'
import { forEveryWorkspace } from '#modules/workspaces'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { LoyaltyDeps } from './ledger/desk.ts'

const atOnce = 500

/** Tells the timelines of members whose points are about to go, once for each end: journeys and segments take it from there. */
export async function remindExpiring(deps: LoyaltyDeps): Promise<void> {
  await forEveryWorkspace(deps.db, async (workspaceId) => {
    const reminded = await inWorkspace(deps.db, workspaceId, (tx) => listReminding(tx, workspaceId))
    for (const { programmeId, days } of reminded)
      while ((await remindSome(deps, workspaceId, programmeId, days)) === atOnce);
    if (reminded.length > 0) deps.onWritten(workspaceId)
  })
}

async function listReminding(tx: Tx, workspaceId: string): Promise<{ programmeId: string; days: number }[]> {
  const { rows } = await sql<{ programmeId: string; days: number }>`
    select p.programme_id as "programmeId", (v.rules -> 'expiry' ->> 'remindDays')::int as days
    from loyalty_programmes p join loyalty_programme_versions v using (workspace_id, programme_id, version)
    where p.workspace_id = ${workspaceId} and p.status = 'active' and (v.rules -> 'expiry' ->> 'remindDays')::int > 0`.execute(
    tx,
  )
  return rows
}

async function remindSome(deps: LoyaltyDeps, workspaceId: string, programmeId: string, days: number): Promise<number> {
  const now = deps.clock.now()
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { rows } = await sql<{
      accountId: string
      customerId: string | null
      points: number
      ends: Date
      until: Date
    }>`
      with due as (select l.account_id, sum(l.remaining)::bigint as points, min(l.expires_at) as ends, max(l.expires_at) as until
        from loyalty_lots l join loyalty_accounts a using (workspace_id, account_id)
        where l.workspace_id = ${workspaceId} and a.programme_id = ${programmeId} and l.remaining > 0 and l.activated
          and l.expires_at > ${now.toString()} and l.expires_at <= ${now.add({ hours: 24 * days }).toString()}
          and (a.reminded_until is null or l.expires_at > a.reminded_until)
        group by 1 limit ${atOnce}),
      told as (update loyalty_accounts a set reminded_until = due.until from due
        where a.workspace_id = ${workspaceId} and a.account_id = due.account_id)
      select due.account_id as "accountId", due.points, due.ends, due.until, m.customer_id as "customerId"
      from due left join loyalty_members m on m.workspace_id = ${workspaceId} and m.account_id = due.account_id and m.merged_into is null`.execute(
      tx,
    )
    const events = rows.flatMap(({ accountId, customerId, points, ends, until }) =>
      customerId === null
        ? []
        : [
            {
              customerId,
              event: 'Points Expiring',
              properties: { programme_id: programmeId, points, expires_at: ends.toISOString() },
              at: now,
              messageId: `loyalty:expiring:${accountId}:${customerId}:${until.toISOString()}`,
            },
          ],
    )
    await appendCustomerEvents(tx, deps.clock, workspaceId, { kind: 'system' }, events)
    return new Set(rows.map(({ accountId }) => accountId)).size
  })
}
