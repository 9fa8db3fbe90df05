import { sql } from 'kysely'
import type { MessageCalendar } from '#contract/message-calendar'
import type { MessageChannel, MessagePurpose, MessageSource } from '#contract/messaging-words'
import { DomainError } from '#platform/errors'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { readShop } from '../outbox/prepare-message.ts'
import { shownName } from '../shown-name.ts'
import type { PlannedContact, PlannedContacts } from './planned-contacts.ts'

const maxDays = 62
const loadDays = 7
const mostShown = 20

type Entry = MessageCalendar['days'][number]['entries'][number]
type Asked = { from: string; until: string }

/** What went out, waits and is planned, by day in the shop's zone, and how much of it each person gets in the next seven days. */
export async function readCalendar(
  { db, clock }: MessagingDeps,
  planned: readonly PlannedContacts[],
  workspaceId: string,
  { from, until }: Asked,
): Promise<MessageCalendar> {
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(until)]
  const length = first.until(last, { largestUnit: 'days' }).days
  if (length < 0 || length > maxDays)
    throw new DomainError('invalid', 'calendar_span', `From one day to a later one, at most ${maxDays} days.`, {
      maxDays,
    })
  const read = await inWorkspace(db, workspaceId, async (tx) => {
    const { timeZone } = await readShop(tx, workspaceId)
    const today = clock.now().toZonedDateTimeISO(timeZone).toPlainDate()
    const days = await readDays(tx, workspaceId, timeZone, first, last)
    return { timeZone, days, today }
  })
  const span = [first, last.add({ days: 1 })].map((day) => day.toZonedDateTime(read.timeZone).toInstant())
  const [start = clock.now(), end = clock.now()] = span
  const ask = async (since: Temporal.Instant, before: Temporal.Instant): Promise<PlannedContact[]> =>
    (await Promise.all(planned.map((one) => one(workspaceId, since, before)))).flat()
  const plans = await ask(start, end)
  const weekEnd = read.today.add({ days: loadDays }).toZonedDateTime(read.timeZone).toInstant()
  const soon = await ask(clock.now(), weekEnd)
  const { load, busiest } = await inWorkspace(db, workspaceId, (tx) =>
    readLoad(tx, workspaceId, read.today, weekEnd, soon),
  )
  const entries = [...read.days, ...plans.map((plan) => toEntry(plan, read.timeZone))]
  const byDay = Map.groupBy(entries, (one) => one.day)
  return {
    timeZone: read.timeZone,
    load,
    busiest,
    days: [...byDay]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, all]) => ({ day, entries: all.map(({ day: _, ...one }) => one) })),
  }
}

function toEntry({ at, who: _, ...plan }: PlannedContact, timeZone: string): Entry & { day: string } {
  return { kind: 'planned', ...plan, day: at.toZonedDateTimeISO(timeZone).toPlainDate().toString() }
}

type Row = {
  day: string
  isOver: boolean
  source: MessageSource
  sourceId: string
  name: string | null
  purpose: MessagePurpose
  channel: MessageChannel
  people: number
}

async function readDays(
  tx: Tx,
  workspaceId: string,
  timeZone: string,
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
): Promise<(Entry & { day: string })[]> {
  const start = first.toZonedDateTime(timeZone).toInstant().toString()
  const end = last.add({ days: 1 }).toZonedDateTime(timeZone).toInstant().toString()
  const { rows } =
    await sql<Row>`select ((case when m.state in ('handed_over', 'unknown') then m.finished_at else m.due_at end)
      at time zone ${timeZone})::date::text as day, m.state in ('handed_over', 'unknown') as "isOver", m.source_kind as source,
      m.source_id as "sourceId", max(t.name) as name, m.purpose, m.channel, count(*)::int as people
    from messages m left join message_templates t using (workspace_id, template_id)
    where workspace_id = ${workspaceId} and m.source_kind <> 'test' and (
      m.state in ('handed_over', 'unknown') and m.finished_at >= ${start} and m.finished_at < ${end}
      or m.state in ('queued', 'deferred', 'claimed') and m.due_at >= ${start} and m.due_at < ${end})
    group by 1, 2, 3, 4, m.template_id, m.purpose, m.channel order by 1, people desc`.execute(tx)
  return rows.map(({ isOver, name, ...row }) => ({ ...row, kind: isOver ? 'sent' : 'waiting', name: name ?? '' }))
}

async function readLoad(
  tx: Tx,
  workspaceId: string,
  today: Temporal.PlainDate,
  weekEnd: Temporal.Instant,
  soon: PlannedContact[],
) {
  const end = weekEnd.toString()
  const plans = soon.flatMap(({ purpose, who }) => (who && purpose !== 'transactional' ? [who] : []))
  const perPerson = sql`select customer_id, count(*)::int as messages from (select m.customer_id from messages m
    where m.workspace_id = ${workspaceId} and m.customer_id is not null and m.purpose <> 'transactional' and m.source_kind <> 'test'
      and (m.decided_at is not null and m.decided_on >= ${today.toString()}::date and m.state in ('handed_over', 'unknown', 'claimed')
        or m.state in ('queued', 'deferred') and m.due_at < ${end})
    ${sql.join(
      plans.map((who) => sql`union all select customer_id from (${who}) planned`),
      sql` `,
    )}) told group by customer_id`
  const load = await sql<{ messages: number; people: number }>`with p as (${perPerson})
    select messages, count(*)::int as people from p group by messages order by messages`.execute(tx)
  const busiest = await sql<{ customerId: string; name: string | null; messages: number }>`with p as (${perPerson})
    select p.customer_id as "customerId", ${shownName} as name, p.messages from p
    join customers c on c.workspace_id = ${workspaceId} and c.customer_id = p.customer_id
    where p.messages > 1 order by p.messages desc, p.customer_id limit ${mostShown}`.execute(tx)
  return { load: load.rows, busiest: busiest.rows }
}
