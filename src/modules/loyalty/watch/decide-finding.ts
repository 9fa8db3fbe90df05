import { sql } from 'kysely'
import type { FindingDecision } from '#contract/loyalty-oversight-words'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import type { Finding } from './finding.ts'
import { writeDecided } from './findings.repo.ts'
import { findOne } from './list-findings.ts'

/** Of these whoever serves is to blame, of the others the cards. */
const ofStaff: Finding['kind'][] = ['undos', 'own_points', 'favourite']

/**
 * Keeps what somebody decided. "Block" takes the PIN from who served, or lets the members neither earn nor redeem; any other decision
 * lifts what this finding had blocked, but a PIN has to be set anew. Throws finding_not_found.
 */
export async function decideFinding(
  deps: LoyaltyDeps,
  place: Place,
  { finding: name, decision }: { finding: string; decision: FindingDecision },
): Promise<void> {
  await atDesk(deps, place, async (desk) => {
    const listed = await findOne(desk, name)
    if (!listed || place.actor.kind !== 'person')
      throw new DomainError('not_found', 'finding_not_found', 'There is no such finding any more.')
    const { found, decided } = listed
    if (decided) await lift(desk, decided.blocked)
    const blocked = decision === 'block' && !ofStaff.includes(found.kind) ? await block(desk, found.memberIds) : []
    if (decision === 'block' && ofStaff.includes(found.kind))
      await sql`delete from loyalty_till_pins where workspace_id = ${desk.workspaceId}
        and person_id = ${found.personId}::uuid`.execute(desk.tx)
    await writeDecided(desk, found, { decision, blocked, personId: place.actor.actorId })
    await recordAudit(desk.tx, desk.workspaceId, place.actor, {
      action: 'loyalty_finding.decided',
      target: { kind: 'loyalty_programme', id: desk.programmeId },
      detail: { kind: found.kind, decision, members: found.memberIds.length },
    })
  })
}

/** Returns those whom this has blocked; who was blocked by something else stays theirs. */
async function block(desk: Desk, memberIds: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`update loyalty_members set blocked_at = ${desk.now.toString()}
    where workspace_id = ${desk.workspaceId} and member_id = any(${memberIds}::uuid[]) and blocked_at is null
    returning member_id as id`.execute(desk.tx)
  return rows.map(({ id }) => id)
}

/** Also from who they have become since then. */
async function lift(desk: Desk, memberIds: string[]): Promise<void> {
  await sql`with recursive those as (select unnest(${memberIds}::uuid[]) as id union select m.merged_into from those
      join loyalty_members m on m.workspace_id = ${desk.workspaceId} and m.member_id = those.id where m.merged_into is not null)
    update loyalty_members set blocked_at = null where workspace_id = ${desk.workspaceId}
      and member_id in (select id from those)`.execute(desk.tx)
}
