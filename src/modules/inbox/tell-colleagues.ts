import { roleMay } from '#contract/permissions'
import { roles } from '#contract/role-names'
import type { AuditActor } from '#modules/audit'
import { notify } from '#modules/notifications'
import { listColleagues } from '#modules/workspaces'
import { uuidFromText } from '#platform/ids'
import type { Tx } from '#platform/postgres'

type Told = { ticketId: string; subject: string; ownerId: string | null }

export const linkTo = (ticketId: string): string => `/inbox?ticket=${ticketId}`

/** Tells a person that a ticket is theirs now, unless they took it themselves. */
export async function tellOwner(
  tx: Tx,
  workspaceId: string,
  actor: AuditActor,
  { ticketId, subject, ownerId }: Told,
): Promise<void> {
  if (ownerId === null || (actor.kind === 'person' && actor.actorId === ownerId)) return
  await notify(tx, workspaceId, {
    personId: ownerId,
    kind: 'ticket_assigned',
    params: { title: subject },
    link: linkTo(ticketId),
  })
}

/**
 * Tells of what somebody wrote: the ticket's owner, or everybody who may answer while it is nobody's, or of somebody who left or may answer
 * no more. Once for each `reference`.
 */
export async function tellWritten(
  tx: Tx,
  workspaceId: string,
  { ticketId, subject, ownerId }: Told,
  reference: string,
): Promise<void> {
  const mayAnswer = new Set<string>(roles.filter((role) => roleMay(role, 'inbox:write')))
  const answering = (await listColleagues(tx, workspaceId)).filter(({ role }) => mayAnswer.has(role))
  const owner = answering.find(({ personId }) => personId === ownerId)
  for (const { personId } of owner ? [owner] : answering)
    await notify(tx, workspaceId, {
      notificationId: uuidFromText('ticket', workspaceId, reference, personId),
      personId,
      kind: 'ticket_written',
      params: { title: subject },
      link: linkTo(ticketId),
    })
}
