import { sql } from 'kysely'
import type { Ticket } from '#contract/inbox'
import { inWorkspace } from '#platform/postgres'
import { readAnswerWays } from './answer-ways.ts'
import { readEntries } from './entries.repo.ts'
import type { InboxDeps } from './inbox-deps.ts'
import { readTickets, ticketNotFound } from './tickets.repo.ts'

/** One with everything that was said in it. Throws ticket_not_found. */
export async function getTicket({ db }: Pick<InboxDeps, 'db'>, workspaceId: string, ticketId: string): Promise<Ticket> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const [row] = await readTickets(tx, sql`where t.workspace_id = ${workspaceId} and t.ticket_id = ${ticketId}`)
    if (!row) throw ticketNotFound()
    const { channel, customer, sender } = row
    const answers = await readAnswerWays(tx, workspaceId, {
      channel,
      customerId: customer?.customerId ?? null,
      address: sender?.address ?? null,
    })
    return { ...row, entries: await readEntries(tx, workspaceId, ticketId), answers }
  })
}
