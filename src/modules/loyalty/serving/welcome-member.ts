import { sql } from 'kysely'
import { inWorkspace } from '#platform/postgres'
import { askAtOnce } from '../ledger/ask-at-once.ts'
import { atDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { earnInBook } from './earn-points.ts'
import { todayOf } from './score-earn.ts'
import { putStamps } from './stamps.ts'
import { type At, markActive, servingMember } from './with-member.ts'

/** Gives a new member what the programme begins with: stamps at once, points for signing up. Inside an open book; once is up to the caller. */
export async function welcome(at: At): Promise<void> {
  const { desk, book, member } = at
  const { stamps, earn } = desk.rules
  if (stamps?.welcome) await putStamps(desk, book, member, stamps.welcome, { isWelcome: true })
  if (earn.some(({ when }) => when === 'sign_up')) {
    const { memberId } = member
    const { today } = await askAtOnce(desk.tx, { today: todayOf(desk, [{ memberId, at: desk.now }]) })
    await earnInBook(at, { memberId, event: 'sign_up', amountMinor: 0 }, today.get(memberId))
  }
  markActive(book, desk.now)
}

/** The same for who joined to be welcomed later, once, whoever comes first. */
export async function welcomeMember(deps: LoyaltyDeps, place: Place, memberId: string): Promise<void> {
  await atDesk(deps, place, (desk) =>
    servingMember(desk, memberId, async (at) => {
      const waited = await sql`delete from loyalty_welcomes where workspace_id = ${desk.workspaceId}
        and member_id = ${memberId}`.execute(desk.tx)
      if (waited.numAffectedRows === 1n && !at.member.blocked) await welcome(at)
    }),
  )
}

const mostAtOnce = 100

/** Welcomes those whom the server that made them members forgot, because it ended. */
export async function welcomeForgotten(deps: LoyaltyDeps, workspaceId: string): Promise<void> {
  const { rows } = await inWorkspace(deps.db, workspaceId, (tx) =>
    sql<{ memberId: string; programmeId: string }>`select member_id as "memberId", programme_id as "programmeId"
      from loyalty_welcomes where workspace_id = ${workspaceId} and due_at <= ${deps.clock.now().toString()}
      order by due_at limit ${mostAtOnce}`.execute(tx),
  )
  for (const { memberId, programmeId } of rows)
    await welcomeMember(deps, { workspaceId, programmeId, actor: { kind: 'system' } }, memberId)
}
