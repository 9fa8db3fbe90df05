import { sql } from 'kysely'
import type { CampaignProblem } from '#contract/campaign-words'
import { zoneTraits } from '#modules/customers'
import { segmentStates } from '#modules/segments'
import { inWorkspace, type Tx } from '#platform/postgres'
import { peopleSql } from '../audience.ts'
import { getStored, type StoredCampaign } from '../campaigns.repo.ts'
import type { CampaignsDeps } from '../campaigns-deps.ts'
import { localMoments } from '../local-moments.ts'
import { openExperiment } from './open-experiment.ts'
import { tryLater } from './try-later.ts'

/**
 * Begins campaigns whose time has come: writes their audience down in one statement, so that it is the audience of one moment. Whether
 * anything was done. The campaign's row is locked at the very end alone; who takes it back or calls it off meanwhile is heard.
 */
export async function beginDue(deps: CampaignsDeps, workspaceId: string): Promise<boolean> {
  const now = deps.clock.now()
  const due = await inWorkspace(deps.db, workspaceId, (tx) =>
    sql<{ id: string }>`select campaign_id as id from campaigns where workspace_id = ${workspaceId}
      and status = 'scheduled' and next_at <= ${now.toString()} order by next_at limit 1`.execute(tx),
  )
  const campaignId = due.rows[0]?.id
  if (campaignId === undefined) return false
  const row = await inWorkspace(deps.db, workspaceId, (tx) => getStored(tx, workspaceId, campaignId))
  try {
    return await begin(deps, workspaceId, row, now)
  } catch (error) {
    await tryLater(deps, workspaceId, row)
    throw error
  }
}

async function begin(
  deps: CampaignsDeps,
  workspaceId: string,
  row: StoredCampaign,
  now: Temporal.Instant,
): Promise<boolean> {
  const { campaignId } = row
  const hurdle = await findHurdle(deps, workspaceId, row)
  if (hurdle !== undefined) {
    await inWorkspace(deps.db, workspaceId, (tx) => putOff(tx, workspaceId, row, hurdle, now))
    return true
  }
  const experimentId = await openExperiment(deps, workspaceId, row)
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const lock = sql<{
      ok: boolean
    }>`select pg_try_advisory_xact_lock(hashtextextended(${`campaign:${campaignId}`}, 0)) as ok`
    if (!(await lock.execute(tx)).rows[0]?.ok) return false
    const people = await writeDown(tx, workspaceId, row, now)
    const { rows } =
      await sql`update campaigns set status = 'sending', people = ${people}, started_at = ${now.toString()},
        next_at = ${now.toString()}, experiment_id = ${experimentId}, pace_from = ${now.toString()}, pace_reached = 0, pace_queued = 0
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and status = 'scheduled' returning 1`.execute(
        tx,
      )
    if (rows.length === 0)
      await sql`delete from campaign_people
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
    else if (hasGrown(row, people)) await putOff(tx, workspaceId, row, 'audience_grew', now)
    return true
  })
}

/** Somebody agreed to a number: a tenth more is as they meant it, much more is not. */
const hasGrown = ({ approved }: StoredCampaign, people: number): boolean =>
  approved !== null && people > approved * 1.1 + 10

type Hurdle = CampaignProblem | 'counting'

async function findHurdle(
  { db }: CampaignsDeps,
  workspaceId: string,
  { definition: { audience, exclude } }: StoredCampaign,
): Promise<Hurdle | undefined> {
  const asked = [...new Set([...audience, ...exclude])]
  const found = await inWorkspace(db, workspaceId, (tx) => segmentStates(tx, workspaceId, asked))
  if (found.length < asked.length) return 'segment_gone'
  if (found.some(({ status }) => status === 'failed')) return 'segment_failed'
  return found.some(({ status }) => status === 'counting') ? 'counting' : undefined
}

/** A segment that is being counted is waited for; anything else is for somebody to look at. */
async function putOff(
  tx: Tx,
  workspaceId: string,
  { campaignId }: StoredCampaign,
  hurdle: Hurdle,
  now: Temporal.Instant,
): Promise<void> {
  if (hurdle === 'counting') {
    await sql`update campaigns set next_at = ${now.add({ seconds: 1 }).toString()} where workspace_id = ${workspaceId}
      and campaign_id = ${campaignId} and status = 'scheduled'`.execute(tx)
    return
  }
  if (hurdle === 'audience_grew')
    await sql`delete from campaign_people
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
  await sql`update campaigns set status = 'paused', next_at = null, problem = ${hurdle}, people = 0, started_at = null
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and status in ('scheduled', 'sending')`.execute(
    tx,
  )
}

async function writeDown(
  tx: Tx,
  workspaceId: string,
  { campaignId, definition }: StoredCampaign,
  now: Temporal.Instant,
): Promise<number> {
  const people = peopleSql(workspaceId, definition)
  if (definition.schedule.kind !== 'local') {
    const added = await sql`insert into campaign_people (workspace_id, campaign_id, customer_id, due_at)
      select ${workspaceId}, ${campaignId}, a.customer_id, ${now.toString()}::timestamptz from (${people}) a
      on conflict do nothing`.execute(tx)
    return Number(added.numAffectedRows ?? 0)
  }
  const { shop, zones } = await localMoments(tx, workspaceId, definition.schedule.at)
  const added = await sql`insert into campaign_people (workspace_id, campaign_id, customer_id, due_at)
    select ${workspaceId}, ${campaignId}, a.customer_id, coalesce(z.at, ${shop.toString()}::timestamptz) from (${people}) a
    join customers c on c.workspace_id = ${workspaceId} and c.customer_id = a.customer_id
    left join unnest(${[...zones.keys()]}::text[], ${[...zones.values()].map(String)}::timestamptz[]) as z (told, at) on z.told = ${zoneTraits}
    on conflict do nothing`.execute(tx)
  return Number(added.numAffectedRows ?? 0)
}
