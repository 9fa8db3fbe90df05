import { sql } from 'kysely'
import { stopExperiment } from '#modules/experiments'
import { cancelMessages, releaseMessages } from '#modules/messaging'
import { DomainError } from '#platform/errors'
import { inWorkspace, type Tx } from '#platform/postgres'
import { type StoredCampaign, takeDue } from '../campaigns.repo.ts'
import type { CampaignsDeps } from '../campaigns-deps.ts'
import { chooseWinner } from './choose-winner.ts'
import { dealOut, pickDue } from './deal-out.ts'
import { type Allowed, allowedNow, countAsleep, type Pace } from './pace.ts'
import { pickAwake } from './pick-awake.ts'
import { tryLater } from './try-later.ts'

const atOnce = 500
/** The outbox is kept shallow: what is not in it need not be taken out of it again. */
const mostInOutbox = 1_500
const cancelledAtOnce = 5_000
/** Of so many tested one may be late, behind a mail server that puts it off, and the others still tell who wins. */
const lateOneIn = 20

type Moved = { wrote: boolean; next: Temporal.Instant | null } & Partial<Record<'people' | 'queued', number>> & {
    decidesAt?: Temporal.Instant
    winner?: string
    isDone?: boolean
    pace?: Pace
  }

/** Takes the campaign that waited longest one step further. Whether there was one. */
export async function moveCampaign(deps: CampaignsDeps, workspaceId: string): Promise<boolean> {
  let taken: StoredCampaign | undefined
  try {
    const moved = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const now = deps.clock.now()
      taken = await takeDue(tx, workspaceId, now)
      if (!taken) return undefined
      const done =
        taken.status === 'cancelled'
          ? await callOff(deps, tx, workspaceId, taken, now)
          : await send(deps, tx, workspaceId, taken, now)
      await save(tx, workspaceId, taken, done, now)
      return done
    })
    if (moved?.wrote) deps.onWritten(workspaceId)
    return moved !== undefined
  } catch (error) {
    if (!taken) throw error
    if (error instanceof DomainError && error.reason === 'template_not_found') {
      await stopFor(deps, workspaceId, taken.campaignId)
      return true
    }
    await tryLater(deps, workspaceId, taken)
    throw error
  }
}

async function send(
  deps: CampaignsDeps,
  tx: Tx,
  workspaceId: string,
  campaign: StoredCampaign,
  now: Temporal.Instant,
): Promise<Moved> {
  const { room, next, pace, onlyAwake } = await roomFor(tx, workspaceId, campaign, now)
  const paced = pace ? { pace } : {}
  if (room === 0) return { wrote: false, next, ...paced }
  for (const from of campaign.winner === null ? (['waiting'] as const) : (['waiting', 'reserve'] as const)) {
    const ids = await (onlyAwake ? pickAwake : pickDue)(tx, workspaceId, campaign, from, now, room)
    if (ids.length === 0) continue
    const { people, queued } = await dealOut(deps, tx, workspaceId, campaign, ids, from)
    return { wrote: true, next: now, people, queued, ...paced }
  }
  if (onlyAwake) return { wrote: false, next, ...paced }
  const left = await readLeft(tx, workspaceId, campaign)
  if (left.nextDue !== null)
    return { wrote: false, next: Temporal.Instant.fromEpochMilliseconds(left.nextDue.getTime()) }
  if (left.reserve && campaign.winner === null) return await awaitWinner(deps, tx, workspaceId, campaign, now)
  // What waits in the outbox, for the morning or a mail server, may still be paused and called off.
  if (left.open) return { wrote: false, next: now.add({ seconds: 2 }) }
  await endComparison(deps, workspaceId, campaign)
  return { wrote: false, next: null, isDone: true }
}

/** How many may be taken now; or when to look again. */
async function roomFor(tx: Tx, workspaceId: string, campaign: StoredCampaign, now: Temporal.Instant): Promise<Allowed> {
  const { campaignId, definition } = campaign
  const found = await sql<{
    n: number
  }>`select count(*)::int as n from (select from messages where workspace_id = ${workspaceId}
    and source_kind = 'campaign' and source_id = ${campaignId} and state in ('queued', 'claimed') limit ${mostInOutbox}) m`.execute(
    tx,
  )
  const inOutbox = found.rows[0]?.n ?? 0
  const room = Math.max(0, Math.min(atOnce, mostInOutbox - inOutbox))
  const { perHour } = definition
  if (room === 0 || perHour === null) return { room, next: now.add({ milliseconds: 200 }), onlyAwake: false }
  const allowed = allowedNow(campaign, perHour, await countAsleep(tx, workspaceId, campaign, perHour), now)
  return { ...allowed, room: Math.min(room, allowed.room) }
}

async function readLeft(tx: Tx, workspaceId: string, { campaignId }: StoredCampaign) {
  const found = await sql<{ nextDue: Date | null; reserve: boolean; open: boolean }>`select
      (select min(due_at) from campaign_people where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
        and state = 'waiting') as "nextDue",
      exists (select from campaign_people where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
        and state = 'reserve') as reserve,
      exists (select from messages where workspace_id = ${workspaceId} and source_kind = 'campaign' and source_id = ${campaignId}
        and state in ('queued', 'claimed', 'deferred')) as open`.execute(tx)
  return found.rows[0] ?? { nextDue: null, reserve: false, open: false }
}

/** The hours count from when the tested have got theirs, not from when it was queued: it may be night where they live. */
async function awaitWinner(
  deps: CampaignsDeps,
  tx: Tx,
  workspaceId: string,
  campaign: StoredCampaign,
  now: Temporal.Instant,
): Promise<Moved> {
  const { decidesAt, definition } = campaign
  if (decidesAt === null) {
    if (await areOnTheWay(tx, workspaceId, campaign)) return { wrote: false, next: now.add({ seconds: 2 }) }
    const at = now.add({ hours: definition.winner?.hours ?? 1 })
    return { wrote: false, next: at, decidesAt: at }
  }
  const at = Temporal.Instant.fromEpochMilliseconds(decidesAt.getTime())
  if (Temporal.Instant.compare(now, at) < 0) return { wrote: false, next: at }
  return { wrote: false, next: now, winner: await chooseWinner(deps, tx, workspaceId, campaign) }
}

async function areOnTheWay(tx: Tx, workspaceId: string, { campaignId, queued }: StoredCampaign): Promise<boolean> {
  const few = Math.floor(queued / lateOneIn)
  const found = await sql`select from messages where workspace_id = ${workspaceId} and source_kind = 'campaign'
    and source_id = ${campaignId} and state in ('queued', 'claimed', 'deferred') limit ${few + 1}`.execute(tx)
  return found.rows.length > few
}

/** Takes what waits out of the outbox, some at a time; the hold falls with the last of it. */
async function callOff(
  deps: CampaignsDeps,
  tx: Tx,
  workspaceId: string,
  campaign: StoredCampaign,
  now: Temporal.Instant,
): Promise<Moved> {
  const source = { kind: 'campaign', id: campaign.campaignId } as const
  const some = await cancelMessages(tx, workspaceId, source, now, cancelledAtOnce)
  if (some > 0) return { wrote: false, next: now }
  // A worker may have one in hand that comes back to be tried again.
  if ((await readLeft(tx, workspaceId, campaign)).open) return { wrote: false, next: now.add({ seconds: 1 }) }
  await releaseMessages(tx, workspaceId, source)
  await endComparison(deps, workspaceId, campaign)
  return { wrote: false, next: null }
}

/** Nobody enters any more; who has, is counted until their window is over. */
async function endComparison(
  deps: CampaignsDeps,
  workspaceId: string,
  { experimentId }: StoredCampaign,
): Promise<void> {
  if (experimentId === null) return
  await stopExperiment(deps, { workspaceId, actor: { kind: 'system' }, experimentId }).catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error
  })
}

async function save(
  tx: Tx,
  workspaceId: string,
  { campaignId }: StoredCampaign,
  { next, people = 0, queued = 0, decidesAt, winner, isDone = false, pace }: Moved,
  now: Temporal.Instant,
): Promise<void> {
  await sql`update campaigns set next_at = ${next?.toString() ?? null}, reached = reached + ${people}, queued = queued + ${queued},
      decides_at = coalesce(${decidesAt?.toString() ?? null}::timestamptz, decides_at), winner = coalesce(${winner ?? null}, winner),
      pace_from = coalesce(${pace?.from.toString() ?? null}::timestamptz, pace_from), pace_queued = coalesce(${pace?.queued ?? null}, pace_queued),
      pace_reached = case when ${pace !== undefined} then reached else pace_reached end,
      status = case when ${isDone} then 'done' else status end,
      finished_at = case when ${isDone} then ${now.toString()}::timestamptz else finished_at end
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
}

/** Its template was put away: somebody must look. */
async function stopFor({ db, clock }: CampaignsDeps, workspaceId: string, campaignId: string): Promise<void> {
  await inWorkspace(db, workspaceId, (tx) =>
    sql`update campaigns set status = 'paused', problem = 'template_gone', next_at = null, updated_at = ${clock.now().toString()}
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and status = 'sending'`.execute(tx),
  )
}
