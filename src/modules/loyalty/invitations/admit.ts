import { DomainError } from '#platform/errors'
import type { Desk } from '../ledger/desk.ts'
import { post } from '../ledger/post.ts'
import type { At } from '../serving/with-member.ts'
import { holdInvited } from './accept-invitation.ts'
import { countUse, type Invitation, lockInvitation, lockOwnInvitations } from './invitations.repo.ts'

type Newcomer = {
  /** everybody the customer is, where one is known */
  family: string[]
  code?: string | undefined
  /** whoever lets them in may invite anybody */
  isHost?: boolean | undefined
}

/** The invitations a newcomer comes with, under their locks. Throws invitation_needed where nobody becomes a member without one. */
export async function findAdmission(desk: Desk, { family, code, isHost = false }: Newcomer): Promise<Invitation[]> {
  const said = code ? await lockInvitation(desk, code) : undefined
  const own = family.length === 0 ? [] : await lockOwnInvitations(desk, family)
  const all = [...own, ...(said && !own.some((one) => one.invitationId === said.invitationId) ? [said] : [])]
  if (desk.rules.byInvitation && all.length === 0 && !isHost)
    throw new DomainError('forbidden', 'invitation_needed', 'This programme is by invitation.')
  return all
}

/** Inside the newcomer's open book. */
export async function admit(at: At, invitations: Invitation[]): Promise<void> {
  for (const invitation of invitations) {
    await holdInvited(at, invitation)
    if (invitation.kind !== 'programme') continue
    const { desk, book, member } = at
    await countUse(desk, invitation.invitationId)
    const detail = { to: 'programme' }
    await post(desk, [book], { kind: 'invited', memberId: member.memberId, at: desk.now, detail, lines: [] })
  }
}
