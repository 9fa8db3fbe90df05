import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import type { ListTasksQuery, TaskPage } from '#contract/tasks'
import { whoNow } from '#modules/customers'
import { readCursor, writeCursor } from '#platform/cursor'
import { inWorkspace } from '#platform/postgres'
import { describeTasks, type Moment, readMoment, type StoredTask, taskColumns, taskTables } from './tasks.repo.ts'
import type { TasksDeps } from './tasks-deps.ts'

const place = z.tuple([z.string(), z.uuid()])

type Caller = { workspaceId: string; personId: string | null }

/** A day from which on a task wants to be seen; what is snoozed wants nothing until then. */
const day = sql`greatest(t.due_on, t.snoozed_until)`

/** A page of tasks; `counts` are of the chosen owner (and customer), whatever else is filtered. Throws bad_cursor. */
export async function listTasks(deps: TasksDeps, caller: Caller, query: ListTasksQuery): Promise<TaskPage> {
  const { workspaceId } = caller
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const moment = await readMoment(tx, workspaceId, deps.clock.now())
    const whose = sql`t.workspace_id = ${workspaceId} and ${ownedBy(caller, query)} and ${aboutCustomer(query)}`
    const { key, after } = paging(query)
    const found = await sql<
      StoredTask & { sortKey: string }
    >`select ${taskColumns}, ${key} as "sortKey" from ${taskTables}
      where ${whose} and ${inView(query.view, moment)} and ${matching(query)} and ${after}
      order by ${key} ${sql.raw(query.direction)}, t.task_id ${sql.raw(query.direction)} limit ${query.limit + 1}`.execute(
      tx,
    )
    const page = found.rows.slice(0, query.limit)
    const last = page.at(-1)
    const hasMore = found.rows.length > query.limit
    const counts = await sql<TaskPage['counts']>`select
        count(*) filter (where ${inView('overdue', moment)})::int as overdue,
        count(*) filter (where ${inView('today', moment)})::int as today,
        count(*) filter (where ${inView('week', moment)})::int as week,
        count(*) filter (where ${inView('later', moment)})::int as later,
        count(*) filter (where ${inView('done', moment)})::int as done
      from tasks t where ${whose}`.execute(tx)
    const begun = Temporal.PlainDate.from(moment.today).with({ day: 1 }).toZonedDateTime(moment.timeZone).toInstant()
    const month = await sql<TaskPage['month'][number]>`select * from (select kind,
        count(*) filter (where status = 'done' and closed_at >= ${begun.toString()})::int as done,
        count(*) filter (where status = 'open')::int as open
      from tasks t where ${whose} and kind in ('thank_you', 'gift', 'call', 'visit') group by kind) k
      where done > 0 or open > 0 order by array_position(array['thank_you', 'gift', 'call', 'visit'], kind)`.execute(tx)
    return {
      tasks: await describeTasks(tx, page, moment),
      nextCursor: hasMore && last ? writeCursor([last.sortKey, last.taskId]) : null,
      today: moment.today,
      counts: counts.rows[0] ?? { overdue: 0, today: 0, week: 0, later: 0, done: 0 },
      month: month.rows,
    }
  })
}

function ownedBy({ personId }: Caller, { owner }: ListTasksQuery): RawBuilder<unknown> {
  if (owner === 'nobody') return sql`t.owner_id is null`
  return owner === 'mine' ? sql`t.owner_id = ${personId}` : sql`true`
}

function aboutCustomer({ customer }: ListTasksQuery): RawBuilder<unknown> {
  return customer === undefined
    ? sql`true`
    : sql`t.customer_id in (select f.customer_id from customers f, customers who
        where f.workspace_id = t.workspace_id and who.workspace_id = t.workspace_id and who.customer_id = ${customer}
          and coalesce(f.merged_into, f.customer_id) = ${whoNow('who')})`
}

/** Overdue, today, week and later share out the open tasks; those without a day are later. */
function inView(view: ListTasksQuery['view'], { now, today }: Moment): RawBuilder<unknown> {
  const until = Temporal.PlainDate.from(today).add({ days: 7 }).toString()
  const isOpen = sql`t.status = 'open'`
  const isPast = sql`(${day} < ${today}::date or (${day} = ${today}::date and t.due_on = ${today}::date and coalesce(t.due_at < ${now.toString()}, false)))`
  if (view === 'all') return sql`true`
  if (view === 'done') return sql`t.status <> 'open'`
  if (view === 'open') return isOpen
  if (view === 'overdue') return sql`${isOpen} and ${isPast}`
  if (view === 'today') return sql`${isOpen} and ${day} = ${today}::date and not ${isPast}`
  if (view === 'week') return sql`${isOpen} and ${day} > ${today}::date and ${day} <= ${until}::date`
  return sql`${isOpen} and (${day} is null or ${day} > ${until}::date)`
}

function matching({ kind, search }: ListTasksQuery): RawBuilder<unknown> {
  const pattern = `%${(search ?? '').trim().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return sql`${kind === undefined ? sql`true` : sql`t.kind = ${kind}`} and
    ${search === undefined ? sql`true` : sql`(t.title ilike ${pattern} or c.name ilike ${pattern} or c.email ilike ${pattern})`}`
}

/** What rows are sorted by, as text, so that one cursor serves every order. */
const keys = {
  due: sql<string>`to_char(coalesce(${day}, '9999-12-31'), 'YYYY-MM-DD') || coalesce(to_char(t.due_at at time zone 'UTC', ' HH24:MI'), ' 99')`,
  created: sql<string>`to_char(t.created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`,
  closed: sql<string>`to_char(coalesce(t.closed_at, '1970-01-01') at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`,
  title: sql<string>`lower(t.title)`,
}

function paging({ sort, direction, cursor }: ListTasksQuery): { key: RawBuilder<string>; after: RawBuilder<unknown> } {
  const key = sql<string>`(${keys[sort]} collate "C")`
  if (cursor === undefined) return { key, after: sql`true` }
  const [value, taskId] = readCursor(place, cursor)
  const beyond = direction === 'asc' ? sql`>` : sql`<`
  return { key, after: sql`(${key}, t.task_id) ${beyond} (${value}, ${taskId}::uuid)` }
}
