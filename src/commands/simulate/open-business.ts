import { sql } from 'kysely'
import { type BusinessPlan, makeBusiness } from '#models/business'
import { rebuildAnalytics, type Workspace } from '#modules/events'
import { insertWorkspace } from '#modules/workspaces'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { rebuildDeps } from '../../parts.ts'
import type { Regulars } from '../../start.ts'

export type NewBusiness = Workspace & { name: string }

export function describeBusiness(plan: BusinessPlan, name: string | undefined): NewBusiness {
  const business = makeBusiness({ ...plan, days: 1, horizonDays: 1 })
  return {
    workspaceId: newId(),
    timeZone: business.words.timeZone,
    currency: business.words.currency,
    locale: plan.language,
    name: name ?? business.name,
  }
}

/** The workspace for a business that is about to be made, with marks that it is not there yet; its keys. */
export async function openBusiness(
  { db, clock }: Pick<Regulars, 'db' | 'clock'>,
  plan: BusinessPlan,
  workspace: NewBusiness,
): Promise<{ writeKey: string; serverKey: string }> {
  const { workspaceId } = workspace
  return await inWorkspace(db, workspaceId, async (tx) => {
    const keys = await insertWorkspace(tx, workspaceId, { ...workspace, isSample: true })
    const now = clock.now().toString()
    await sql`insert into simulations (workspace_id, plan, started_at)
      values (${workspaceId}, ${JSON.stringify(plan)}::jsonb, ${now})`.execute(tx)
    await sql`insert into event_writers (workspace_id) values (${workspaceId})`.execute(tx)
    await sql`insert into event_offsets (workspace_id, rebuilding_since) values (${workspaceId}, ${now})`.execute(tx)
    return keys
  })
}

/** Sweeps away what businesses left behind that were cut off while they were made; how many there were. */
export async function sweepBroken({ db, ch }: Pick<Regulars, 'db' | 'ch'>): Promise<number> {
  const { rows } = await sql<{ id: string }>`select list_broken_simulations() as id`.execute(db)
  let swept = 0
  for (const { id } of rows) {
    const gone = await inWorkspace(db, id, async (tx) => {
      // Somebody who is at it holds the lock.
      const lock = await sql<{
        free: boolean
      }>`select pg_try_advisory_xact_lock(hashtextextended(${`analytics ${id}`}, 0)) as free`.execute(tx)
      return lock.rows[0]?.free ?? false
    })
    if (!gone) continue
    await rebuildAnalytics(rebuildDeps(db, ch), id)
    await inWorkspace(db, id, (tx) => sql`delete from workspaces where workspace_id = ${id}`.execute(tx))
    swept++
  }
  return swept
}
