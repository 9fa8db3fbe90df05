import { sql } from 'kysely'
import type { AddDate, ChangeDate, ComingDates, ImportantDate } from '#contract/care'
import { recordAudit } from '#modules/audit'
import { whoNow } from '#modules/customers'
import { dayIn } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import { authorOf, type Change, type Family, tellTimeline } from './in-customer.ts'
import { nextOccurrence } from './next-occurrence.ts'

type Row = Pick<ImportantDate, 'dateId' | 'kind' | 'label' | 'month' | 'day' | 'year'>

const columns = sql`d.date_id as "dateId", d.kind, d.label, d.month, d.day, d.year`

/** The nearest first. */
export async function listDates(tx: Tx, { workspaceId, ids }: Family, now: Temporal.Instant): Promise<ImportantDate[]> {
  const found = await sql<Row>`select ${columns} from customer_dates d
    where d.workspace_id = ${workspaceId} and d.customer_id = any(${ids}::uuid[]) and d.removed_at is null`.execute(tx)
  const today = await todayOf(tx, workspaceId, now)
  return found.rows.map((row) => ({ ...row, ...nextOccurrence(row, today) })).sort((a, b) => a.inDays - b.inDays)
}

/** Everybody's dates within the coming `days`, the nearest first; those of joined customers under who remains. */
export async function listComingDates(
  tx: Tx,
  workspaceId: string,
  now: Temporal.Instant,
  days: number,
): Promise<ComingDates['dates']> {
  const today = Temporal.PlainDate.from(await todayOf(tx, workspaceId, now))
  // A day more, so that the 29th of February is found from the 28th.
  const wanted = Array.from({ length: days + 1 }, (_, i) => today.add({ days: i }))
  const found = await sql<Row & { customerId: string; name: string }>`
    select ${columns}, c.customer_id as "customerId",
      coalesce(c.name, c.email, c.phone, c.external_id, left(c.customer_id::text, 8)) as name
    from customer_dates d
    join customers o on o.workspace_id = d.workspace_id and o.customer_id = d.customer_id
    join customers c on c.workspace_id = d.workspace_id and c.customer_id = ${whoNow('o')}
    where d.workspace_id = ${workspaceId} and d.removed_at is null
      and (d.month, d.day) in (select * from unnest(${wanted.map((day) => day.month)}::int[], ${wanted.map((day) => day.day)}::int[])
        union select 2, 29)`.execute(tx)
  return found.rows
    .map((row) => ({ ...row, ...nextOccurrence(row, today.toString()) }))
    .filter((row) => row.inDays < days)
    .sort((a, b) => a.inDays - b.inDays || a.name.localeCompare(b.name))
}

/** The same dateId again makes no second date. */
export async function addDate(change: Change, { dateId = newId(), ...date }: AddDate): Promise<ImportantDate> {
  const { tx, family, actor, now } = change
  const { authorKind, authorId } = authorOf(actor)
  const { kind, label = null, month, day, year = null } = date
  const added = await sql<{ id: string }>`insert into customer_dates
      (workspace_id, date_id, customer_id, kind, label, month, day, year, author_kind, author_id, created_at)
    values (${family.workspaceId}, ${dateId}, ${family.customerId}, ${kind}, ${label}, ${month}, ${day}, ${year},
      ${authorKind}, ${authorId}, ${now.toString()})
    on conflict (workspace_id, date_id) do nothing returning date_id as id`.execute(tx)
  if (added.rows.length > 0) await tellTimeline(change, 'Important Date Added', { kind })
  return await getDate(change, dateId)
}

export async function changeDate(change: Change, dateId: string, date: ChangeDate): Promise<ImportantDate> {
  const { tx, family, now } = change
  const { kind, label = null, month, day, year = null } = date
  await sql`update customer_dates set kind = ${kind}, label = ${label}, month = ${month}, day = ${day}, year = ${year},
      edited_at = ${now.toString()}
    where workspace_id = ${family.workspaceId} and date_id = ${dateId} and customer_id = any(${family.ids}::uuid[])
      and removed_at is null`.execute(tx)
  return await getDate(change, dateId)
}

export async function removeDate(change: Change, dateId: string): Promise<void> {
  const { tx, family, actor, now } = change
  await getDate(change, dateId)
  await sql`update customer_dates set removed_at = ${now.toString()}
    where workspace_id = ${family.workspaceId} and date_id = ${dateId}`.execute(tx)
  const target = { kind: 'customer', id: family.customerId }
  await recordAudit(tx, family.workspaceId, actor, { action: 'important_date.removed', target, detail: { dateId } })
}

export async function restoreDate(change: Change, dateId: string): Promise<ImportantDate> {
  const { tx, family } = change
  await sql`update customer_dates set removed_at = null
    where workspace_id = ${family.workspaceId} and date_id = ${dateId} and customer_id = any(${family.ids}::uuid[])`.execute(
    tx,
  )
  return await getDate(change, dateId)
}

async function getDate({ tx, family, now }: Change, dateId: string): Promise<ImportantDate> {
  const { workspaceId, ids } = family
  const found = await sql<Row>`select ${columns} from customer_dates d
    where d.workspace_id = ${workspaceId} and d.date_id = ${dateId} and d.customer_id = any(${ids}::uuid[])
      and d.removed_at is null`.execute(tx)
  const [row] = found.rows
  if (!row) throw new DomainError('not_found', 'date_not_found', 'There is no such date.')
  return { ...row, ...nextOccurrence(row, await todayOf(tx, workspaceId, now)) }
}

async function todayOf(tx: Tx, workspaceId: string, now: Temporal.Instant): Promise<string> {
  const found = await sql<{ zone: string }>`select time_zone as zone from workspaces
    where workspace_id = ${workspaceId}`.execute(tx)
  return dayIn(now, found.rows[0]?.zone ?? 'UTC')
}
