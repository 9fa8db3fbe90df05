import { DomainError } from '#platform/errors'
import type { LoyaltyDeps, Place } from '../ledger/desk.ts'
import { post } from '../ledger/post.ts'
import { type At, withMember } from '../serving/with-member.ts'
import { countUse, giveInvited, type Invitation, lockInvitation } from './invitations.repo.ts'

/**
 * A member says the code of an invitation and holds what it is to: a level, or a reward. One to the programme itself brings a member
 * nothing more. Who says it again has it already. Throws invitation_over.
 */
export async function acceptInvitation(
  deps: LoyaltyDeps,
  place: Place,
  { memberId, code }: { memberId: string; code: string },
): Promise<Pick<Invitation, 'kind' | 'target'>> {
  return await withMember(deps, place, { memberId, name: 'invitation' }, async (at) => {
    const invitation = await lockInvitation(at.desk, code)
    if (!invitation) throw invitationOver()
    await holdInvited(at, invitation)
    return { kind: invitation.kind, target: invitation.target }
  })
}

/** Unknown, withdrawn, used and those that are over get one answer, so that nothing is learnt by trying. */
const invitationOver = (): DomainError =>
  new DomainError('conflict', 'invitation_over', 'This invitation is not valid, or not any more.')

/** Inside an open book, with the lock of the invitation. */
export async function holdInvited({ desk, book, member }: At, invitation: Invitation): Promise<void> {
  const { invitationId, kind, target } = invitation
  if (kind === 'programme' || !(await giveInvited(desk, invitation, member.memberId))) return
  await countUse(desk, invitationId)
  member.given = undefined
  const detail = { to: kind, target }
  await post(desk, [book], { kind: 'invited', memberId: member.memberId, at: desk.now, detail, lines: [] })
}
