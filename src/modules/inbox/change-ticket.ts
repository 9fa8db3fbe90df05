import { sql } from 'kysely'
import type { ChangeTicket, TicketState } from '#contract/inbox'
import { type AuditActor, recordAudit } from '#modules/audit'
import { appendCustomerEvents, customerFamily } from '#modules/customers'
import { giveAnswers } from '#modules/messaging'
import { requireColleague } from '#modules/workspaces'
import { newId } from '#platform/ids'
import { inWorkspace, type Tx } from '#platform/postgres'
import { forgetTickets } from './forget-tickets.ts'
import type { InboxDeps } from './inbox-deps.ts'
import { tellOpened } from './open-ticket.ts'
import { tellOwner } from './tell-colleagues.ts'
import { lockTicket, type StoredTicket } from './tickets.repo.ts'

/** What is not given stays. Throws ticket_not_found, owner_not_found, customer_not_found. */
export async function changeTicket(
  deps: InboxDeps,
  { workspaceId, actor }: { workspaceId: string; actor: AuditActor },
  ticketId: string,
  change: ChangeTicket,
): Promise<void> {
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const old = await lockTicket(tx, workspaceId, ticketId)
    const { subject = old.subject, state = old.state, ownerId = old.ownerId } = change
    if (ownerId !== null && ownerId !== old.ownerId) await requireColleague(tx, workspaceId, ownerId)
    const closedAt = state === 'closed' ? (old.closedAt?.toISOString() ?? deps.clock.now().toString()) : null
    await sql`update tickets set subject = ${subject}, state = ${state}, owner_id = ${ownerId}, closed_at = ${closedAt}
      where workspace_id = ${workspaceId} and ticket_id = ${ticketId}`.execute(tx)
    if (change.customerId !== undefined) await giveTo(tx, deps, workspaceId, actor, old, change.customerId)
    await tellState(tx, deps, workspaceId, actor, old, state)
    if (ownerId !== old.ownerId) await tellOwner(tx, workspaceId, actor, { ticketId, subject, ownerId })
    const detail = {
      ...(state !== old.state && { state }),
      ...(ownerId !== old.ownerId && { ownerId }),
      ...(change.customerId !== undefined && { customerId: change.customerId }),
    }
    await recordAudit(tx, workspaceId, actor, {
      action: 'ticket.changed',
      target: { kind: 'ticket', id: ticketId },
      detail,
    })
  })
  deps.onWritten(workspaceId)
}

/** Somebody knows by now who wrote, or that it was somebody else. */
async function giveTo(
  tx: Tx,
  deps: InboxDeps,
  workspaceId: string,
  actor: AuditActor,
  { ticketId, channel, openedByKind }: StoredTicket,
  wanted: string | null,
): Promise<void> {
  const [customerId = null] = wanted === null ? [] : await customerFamily(tx, workspaceId, wanted)
  await sql`update tickets set customer_id = ${customerId}
    where workspace_id = ${workspaceId} and ticket_id = ${ticketId}`.execute(tx)
  await giveAnswers(tx, workspaceId, ticketId, customerId)
  if (customerId !== null)
    await tellOpened(tx, deps.clock, workspaceId, actor, { ticketId, customerId, channel, by: openedByKind })
}

/** That a ticket was closed stands on the customer's timeline. */
export async function tellState(
  tx: Tx,
  { clock }: Pick<InboxDeps, 'clock'>,
  workspaceId: string,
  actor: AuditActor,
  { ticketId, customerId, channel, state: before }: StoredTicket,
  state: TicketState,
): Promise<void> {
  if (customerId === null || state !== 'closed' || before === 'closed') return
  const properties = { ticket_id: ticketId, channel }
  const messageId = `ticket:${ticketId}:closed:${newId(clock.now().epochMilliseconds)}`
  await appendCustomerEvents(tx, clock, workspaceId, actor, [
    { customerId, event: 'Ticket Closed', properties, messageId },
  ])
}

/** With everything that was said in it. Throws ticket_not_found. */
export async function deleteTicket(
  deps: InboxDeps,
  { workspaceId, actor }: { workspaceId: string; actor: AuditActor },
  ticketId: string,
): Promise<void> {
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await lockTicket(tx, workspaceId, ticketId)
    await forgetTickets(tx, workspaceId, [ticketId])
    await recordAudit(tx, workspaceId, actor, { action: 'ticket.deleted', target: { kind: 'ticket', id: ticketId } })
  })
}
