import { type RawBuilder, sql } from 'kysely'
import { forgetAnswersByName } from '#modules/messaging'
import type { Tx } from '#platform/postgres'
import { forgetTickets } from './forget-tickets.ts'

type Subject = { workspaceId: string; customerIds: string[] }

/** What people wrote to the shop and were answered: also where nobody had found out yet that it was they, and in tickets of others. */
export const inboxPersonalData = {
  export: async (tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, unknown[]>> => {
    const found = await sql<{
      row: unknown
    }>`select jsonb_build_object('subject', t.subject, 'state', t.state, 'channel', t.channel,
        'address', t.address, 'sender_name', t.sender_name, 'opened_at', t.opened_at, 'closed_at', t.closed_at,
        'entries', coalesce((select jsonb_agg(jsonb_build_object('kind', e.kind, 'channel', e.channel, 'at', e.at, 'address', e.address,
          'text', e.body, 'attachments', e.attachments) order by e.number) from ticket_entries e
          where e.workspace_id = t.workspace_id and e.ticket_id = t.ticket_id), '[]')) as row
      from tickets t where ${theirs(workspaceId, customerIds)} order by t.opened_at`.execute(tx)
    const elsewhere = await sql<{
      row: unknown
    }>`select jsonb_build_object('kind', e.kind, 'channel', e.channel, 'at', e.at,
        'address', e.address, 'text', e.body, 'attachments', e.attachments) as row
      from ticket_entries e join tickets t using (workspace_id, ticket_id)
      where e.workspace_id = ${workspaceId} and e.address in ${addresses(workspaceId, customerIds)}
        and (${theirs(workspaceId, customerIds)}) is not true order by e.at`.execute(tx)
    const others = elsewhere.rows.length === 0 ? [] : [{ entries: elsewhere.rows.map(({ row }) => row) }]
    return { tickets: [...found.rows.map(({ row }) => row), ...others] }
  },
  erase: async (tx: Tx, { workspaceId, customerIds }: Subject): Promise<Record<string, number>> => {
    const { rows } = await sql<{ id: string }>`select t.ticket_id as id from tickets t
      where ${theirs(workspaceId, customerIds)} for update`.execute(tx)
    await forgetTickets(
      tx,
      workspaceId,
      rows.map(({ id }) => id),
    )
    await forgetElsewhere(tx, workspaceId, customerIds)
    return { tickets: rows.length }
  },
}

/** Their words in a ticket of somebody else, and ours to them, go; the ticket stays without them. */
async function forgetElsewhere(tx: Tx, workspaceId: string, customerIds: string[]): Promise<void> {
  const gone = await sql<{ messageId: string | null }>`delete from ticket_entries where workspace_id = ${workspaceId}
    and address in ${addresses(workspaceId, customerIds)} returning message_id as "messageId"`.execute(tx)
  const answers = gone.rows.flatMap(({ messageId }) => messageId ?? [])
  await forgetAnswersByName(tx, workspaceId, answers)
  await sql`update tickets set address = null, sender_name = null where workspace_id = ${workspaceId}
    and address in ${addresses(workspaceId, customerIds)}`.execute(tx)
}

function theirs(workspaceId: string, customerIds: string[]): RawBuilder<unknown> {
  return sql`t.workspace_id = ${workspaceId} and (t.customer_id = any(${customerIds}::uuid[])
    or t.customer_id is null and t.address in ${addresses(workspaceId, customerIds)})`
}

function addresses(workspaceId: string, customerIds: string[]): RawBuilder<unknown> {
  return sql`(select i.value from customer_identities i where i.workspace_id = ${workspaceId}
    and i.customer_id = any(${customerIds}::uuid[]) and i.kind in ('email', 'phone'))`
}
