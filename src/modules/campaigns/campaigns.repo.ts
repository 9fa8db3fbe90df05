import { sql } from 'kysely'
import { type Campaign, type CampaignDefinition, campaignDefinition } from '#contract/campaigns'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'

export type StoredCampaign = {
  campaignId: string
  name: string
  status: Campaign['status']
  definition: CampaignDefinition
  /** what every message is filled in with */
  data: Record<string, unknown> | null
  approved: number | null
  experimentId: string | null
  problem: Campaign['problem']
  startsAt: Date | null
  startedAt: Date | null
  finishedAt: Date | null
  people: number
  reached: number
  queued: number
  paceFrom: Date | null
  paceReached: number
  paceQueued: number
  decidesAt: Date | null
  winner: string | null
  createdAt: Date
  updatedAt: Date
}

const columns = sql`campaign_id as "campaignId", name, status, definition, data, approved, experiment_id as "experimentId", problem,
  starts_at as "startsAt", started_at as "startedAt", finished_at as "finishedAt", people, reached, queued, pace_from as "paceFrom",
  pace_reached as "paceReached", pace_queued as "paceQueued", decides_at as "decidesAt", winner, created_at as "createdAt",
  updated_at as "updatedAt"`

const read = (row: StoredCampaign): StoredCampaign => ({ ...row, definition: campaignDefinition.parse(row.definition) })

export async function listStored(tx: Tx, workspaceId: string): Promise<StoredCampaign[]> {
  const found = await sql<StoredCampaign>`select ${columns} from campaigns where workspace_id = ${workspaceId}
    order by created_at desc, campaign_id desc limit 1000`.execute(tx)
  return found.rows.map(read)
}

/** Throws not_found. */
export async function getStored(
  tx: Tx,
  workspaceId: string,
  campaignId: string,
  lock: 'none' | 'update' = 'none',
): Promise<StoredCampaign> {
  const found = await sql<StoredCampaign>`select ${columns} from campaigns
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId} ${lock === 'update' ? sql`for update` : sql``}`.execute(
    tx,
  )
  const [row] = found.rows
  if (!row) throw new DomainError('not_found', 'campaign_not_found', 'There is no such campaign.')
  return read(row)
}

export async function findByRequestKey(tx: Tx, workspaceId: string, key: string | null): Promise<string | undefined> {
  const found = await sql<{ id: string }>`select campaign_id as id from campaigns
    where workspace_id = ${workspaceId} and request_key = ${key}`.execute(tx)
  return found.rows[0]?.id
}

/** One of those that have something to do now, for this worker alone until its transaction ends; who waited longest comes first. */
export async function takeDue(tx: Tx, workspaceId: string, now: Temporal.Instant): Promise<StoredCampaign | undefined> {
  const found = await sql<StoredCampaign>`select ${columns} from campaigns
    where workspace_id = ${workspaceId} and next_at <= ${now.toString()} and status in ('sending', 'cancelled')
    order by next_at, campaign_id limit 1 for update skip locked`.execute(tx)
  return found.rows.map(read)[0]
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

/** As the API shows it. */
export function describe(row: StoredCampaign, clock: Clock): Campaign {
  const { campaignId, name, status, definition, problem, experimentId, people, reached, queued, winner } = row
  const rate = status === 'sending' ? rateOf(row, clock.now()) : null
  return {
    ...{ campaignId, name, status, definition, problem, experimentId, people, reached, queued, winner },
    startsAt: iso(row.startsAt),
    startedAt: iso(row.startedAt),
    finishedAt: iso(row.finishedAt),
    ratePerSecond: rate,
    secondsLeft: rate === null || reached >= people ? null : (people - reached) / rate,
    decidesAt: iso(row.decidesAt),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

function rateOf(
  { definition: { perHour }, reached, queued, paceReached, paceFrom }: StoredCampaign,
  now: Temporal.Instant,
): number | null {
  if (paceFrom === null || reached <= paceReached) return null
  const rate = (reached - paceReached) / Math.max(1, (now.epochMilliseconds - paceFrom.getTime()) / 1000)
  // The first minute tells little of hours; of those it is decided for, some get nothing.
  return perHour === null || queued === 0 ? rate : Math.min(rate, ((perHour / 3600) * reached) / queued)
}
