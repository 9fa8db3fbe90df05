import { sql } from 'kysely'
import { whoNow } from '#modules/customers'
import { forEveryWorkspace } from '#modules/workspaces'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { LoyaltyDeps } from '../ledger/desk.ts'
import { isBirthday, setBirthday } from './change-member.ts'

const atOnce = 500

/**
 * Birthdays that stand on the profiles of members who never said theirs here: told by the shop's own system, an import or somebody at a
 * desk. Once a night, where a programme celebrates them.
 */
export async function learnBirthdays(deps: LoyaltyDeps): Promise<void> {
  await forEveryWorkspace(deps.db, async (workspaceId) => {
    let after = '00000000-0000-0000-0000-000000000000'
    for (;;) {
      const from = after
      const found = await inWorkspace(deps.db, workspaceId, (tx) => findSome(tx, workspaceId, from))
      for (const { programmeId, memberId, birthday } of found)
        if (isBirthday(birthday, deps.clock.now()))
          await setBirthday(deps, { workspaceId, programmeId, actor: { kind: 'system' } }, { memberId, birthday })
      const last = found.at(-1)
      if (!last || found.length < atOnce) break
      after = last.memberId
    }
  })
}

type Found = { programmeId: string; memberId: string; birthday: string }

const told = sql`left(coalesce(c.traits ->> 'birthday', c.traits ->> 'birth_date'), 10)`

async function findSome(tx: Tx, workspaceId: string, after: string): Promise<Found[]> {
  const { rows } = await sql<Found>`
    select m.programme_id as "programmeId", m.member_id as "memberId", ${told} as birthday
    from loyalty_programmes p join loyalty_programme_versions v using (workspace_id, programme_id, version)
    join loyalty_members m using (workspace_id, programme_id)
    join customers o on o.workspace_id = m.workspace_id and o.customer_id = m.customer_id
    join customers c on c.workspace_id = m.workspace_id and c.customer_id = ${whoNow('o')}
    where p.workspace_id = ${workspaceId} and p.status = 'active' and v.rules ? 'birthday' and m.birthday is null
      and m.merged_into is null and m.member_id > ${after} and (c.traits ? 'birthday' or c.traits ? 'birth_date')
    order by m.member_id limit ${atOnce}`.execute(tx)
  return rows
}

/** The same for a customer who becomes a member now. */
export async function knownBirthday(
  tx: Tx,
  workspaceId: string,
  customerId: string,
  now: Temporal.Instant,
): Promise<string | undefined> {
  const { rows } = await sql<{ birthday: string | null }>`select ${told} as birthday from customers c
    where c.workspace_id = ${workspaceId} and c.customer_id = ${customerId}`.execute(tx)
  const birthday = rows[0]?.birthday ?? ''
  return isBirthday(birthday, now) ? birthday : undefined
}
