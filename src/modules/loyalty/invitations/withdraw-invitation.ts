import { sql } from 'kysely'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { atDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'

/**
 * An invitation stands no more, and who holds something by it holds it no more: two visits, since whoever accepts locks the account before
 * the invitation. A second time changes nothing. Throws invitation_not_found.
 */
export async function withdrawInvitation(deps: LoyaltyDeps, place: Place, invitationId: string): Promise<void> {
  await atDesk(deps, place, async ({ tx, workspaceId, programmeId, actor, now }) => {
    const gone = await sql`update loyalty_invitations set withdrawn_at = coalesce(withdrawn_at, ${now.toString()})
      where workspace_id = ${workspaceId} and programme_id = ${programmeId} and invitation_id = ${invitationId}`.execute(
      tx,
    )
    if (gone.numAffectedRows === 0n)
      throw new DomainError('not_found', 'invitation_not_found', 'There is no such invitation.')
    const target = { kind: 'loyalty_programme', id: programmeId }
    await recordAudit(tx, workspaceId, actor, { action: 'loyalty_invitation.withdrawn', target })
  })
  await atDesk(deps, place, async ({ tx, workspaceId, now }) => {
    const held = sql`select m.account_id from loyalty_invited i join loyalty_members m using (workspace_id, member_id)
      where i.workspace_id = ${workspaceId} and i.invitation_id = ${invitationId}`
    // Levels are looked at again where one was held by it; accounts are locked in one order everywhere.
    await sql`with locked as (select account_id from loyalty_accounts where workspace_id = ${workspaceId}
        and account_id in (${held}) order by account_id for update)
      update loyalty_accounts a set next_due_at = ${now.toString()} from locked
      where a.workspace_id = ${workspaceId} and a.account_id = locked.account_id`.execute(tx)
    await sql`delete from loyalty_invited where workspace_id = ${workspaceId}
      and invitation_id = ${invitationId}`.execute(tx)
  })
}
