import { sql } from 'kysely'
import {
  type ChangeView,
  type CreateView,
  type CustomerView,
  createView as createBody,
  viewQuery,
} from '#contract/customer-edits'
import { type AuditActor, recordAudit } from '#modules/audit'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'

type Deps = { db: Db; clock: Clock }
type Stored = Omit<CustomerView, 'mine' | 'isDefault' | 'query'> & {
  personId: string
  isDefault: boolean
  query: unknown
}

async function readViews(tx: Tx, workspaceId: string, personId: string, viewId?: string): Promise<CustomerView[]> {
  const found =
    await sql<Stored>`select v.view_id as "viewId", v.person_id as "personId", v.name, v.shared, v.query, v.columns,
      d.view_id is not null as "isDefault"
    from customer_views v left join customer_view_defaults d
      on d.workspace_id = v.workspace_id and d.view_id = v.view_id and d.person_id = ${personId}
    where v.workspace_id = ${workspaceId} and (v.shared or v.person_id = ${personId})
      ${viewId === undefined ? sql`` : sql`and v.view_id = ${viewId}`}
    order by v.created_at, v.view_id`.execute(tx)
  return found.rows.map(({ personId: owner, query, ...view }) => ({
    ...view,
    mine: owner === personId,
    query: viewQuery.catch({}).parse(query),
  }))
}

/** A person's views and those that others share with them. */
export async function listViews({ db }: Deps, workspaceId: string, actor: AuditActor): Promise<CustomerView[]> {
  const personId = personOf(actor)
  return await inWorkspace(db, workspaceId, (tx) => readViews(tx, workspaceId, personId))
}

export async function createView(
  { db, clock }: Deps,
  workspaceId: string,
  actor: AuditActor,
  wanted: CreateView,
): Promise<CustomerView> {
  const personId = personOf(actor)
  const { name, shared, isDefault, query, columns } = createBody.parse(wanted)
  const viewId = newId()
  return await inWorkspace(db, workspaceId, async (tx) => {
    const now = clock.now().toString()
    await sql`insert into customer_views (workspace_id, view_id, person_id, name, shared, query, columns, created_at, updated_at)
      values (${workspaceId}, ${viewId}, ${personId}, ${name}, ${shared}, ${JSON.stringify(query)}::jsonb, ${columns}::text[], ${now}, ${now})`.execute(
      tx,
    )
    if (isDefault) await setDefault(tx, workspaceId, personId, viewId, true)
    if (shared)
      await recordAudit(tx, workspaceId, actor, { action: 'view.shared', target: { kind: 'view', id: viewId } })
    return await getView(tx, workspaceId, personId, viewId)
  })
}

/** Only who made a view changes it; whether one's own list opens with it is everybody's own choice. */
export async function changeView(
  { db, clock }: Deps,
  workspaceId: string,
  actor: AuditActor,
  viewId: string,
  change: ChangeView,
): Promise<CustomerView> {
  const personId = personOf(actor)
  return await inWorkspace(db, workspaceId, async (tx) => {
    const view = await getView(tx, workspaceId, personId, viewId)
    const { isDefault, ...rest } = change
    if (Object.keys(rest).length > 0) {
      requireMine(view)
      const { name, shared, query, columns } = { ...view, ...rest }
      await sql`update customer_views set name = ${name}, shared = ${shared}, query = ${JSON.stringify(query)}::jsonb,
          columns = ${columns}::text[], updated_at = ${clock.now().toString()}
        where workspace_id = ${workspaceId} and view_id = ${viewId}`.execute(tx)
      // Who opened their list with it cannot see it any more.
      if (view.shared && !shared)
        await sql`delete from customer_view_defaults where workspace_id = ${workspaceId} and view_id = ${viewId}
          and person_id <> ${personId}`.execute(tx)
    }
    if (isDefault !== undefined) await setDefault(tx, workspaceId, personId, viewId, isDefault)
    if (rest.shared === true && !view.shared)
      await recordAudit(tx, workspaceId, actor, { action: 'view.shared', target: { kind: 'view', id: viewId } })
    return await getView(tx, workspaceId, personId, viewId)
  })
}

export async function removeView({ db }: Deps, workspaceId: string, actor: AuditActor, viewId: string): Promise<void> {
  const personId = personOf(actor)
  await inWorkspace(db, workspaceId, async (tx) => {
    requireMine(await getView(tx, workspaceId, personId, viewId))
    await sql`delete from customer_views where workspace_id = ${workspaceId} and view_id = ${viewId}`.execute(tx)
  })
}

async function setDefault(tx: Tx, workspaceId: string, personId: string, viewId: string, on: boolean): Promise<void> {
  if (on)
    await sql`insert into customer_view_defaults (workspace_id, person_id, view_id) values (${workspaceId}, ${personId}, ${viewId})
      on conflict (workspace_id, person_id) do update set view_id = excluded.view_id`.execute(tx)
  else
    await sql`delete from customer_view_defaults where workspace_id = ${workspaceId} and person_id = ${personId}
      and view_id = ${viewId}`.execute(tx)
}

async function getView(tx: Tx, workspaceId: string, personId: string, viewId: string): Promise<CustomerView> {
  const [view] = await readViews(tx, workspaceId, personId, viewId)
  if (!view) throw new DomainError('not_found', 'view_not_found', 'There is no such view.')
  return view
}

function requireMine(view: CustomerView): void {
  if (!view.mine) throw new DomainError('forbidden', 'view_of_another', 'Only who made this view can change it.')
}

function personOf(actor: AuditActor): string {
  if (actor.kind === 'person') return actor.actorId
  throw new DomainError('forbidden', 'people_only', 'A key has no views of its own; sign in instead.')
}
