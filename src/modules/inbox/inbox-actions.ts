import { z } from 'zod'
import { isColleague } from '#modules/workspaces'
import type { Tx } from '#platform/postgres'
import { insertEntry } from './entries.repo.ts'
import type { InboxDeps } from './inbox-deps.ts'
import { openTicket } from './open-ticket.ts'

const openTicketParams = z.strictObject({
  subject: z.string().trim().min(1).max(300),
  /** for colleagues: why it was opened, what to do */
  note: z.string().trim().max(5_000).default(''),
  ownerId: z.uuid().nullable().default(null),
})

type Context = { workspaceId: string; customerId: string; key: string }
type Action = {
  name: string
  schema: z.ZodType
  perform: (tx: Tx, context: Context, params: unknown) => Promise<void>
}

/** What journeys can do with the inbox: `open_ticket`, in the transaction of the step, once for its key. */
export function inboxActions({ clock }: Pick<InboxDeps, 'clock'>): Action[] {
  return [
    {
      name: 'open_ticket',
      schema: openTicketParams,
      perform: async (tx, { workspaceId, customerId, key }, params) => {
        const { subject, note, ownerId: wantedId } = openTicketParams.parse(params)
        // Who left looks after nothing any more; the ticket is there for somebody to take.
        const ownerId = wantedId !== null && (await isColleague(tx, workspaceId, wantedId)) ? wantedId : null
        const openedBy = { kind: 'journey', id: null } as const
        const wanted = { key, subject, channel: 'email', customerId, ownerId, openedBy } as const
        const { ticketId, isNew } = await openTicket(tx, clock, workspaceId, { kind: 'system' }, wanted)
        if (isNew && note !== '')
          await insertEntry(tx, workspaceId, {
            ticketId,
            kind: 'note',
            channel: 'other',
            at: clock.now(),
            author: openedBy,
            text: note,
          })
      },
    },
  ]
}
