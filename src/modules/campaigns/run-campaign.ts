import { sql } from 'kysely'
import type { z } from 'zod'
import type { AuditAction } from '#contract/audit-actions'
import { approvalFrom } from '#contract/campaign-words'
import type { Campaign, scheduleCampaign as scheduleBody } from '#contract/campaigns'
import { type AuditActor, recordAudit } from '#modules/audit'
import { holdMessages, releaseMessages } from '#modules/messaging'
import { DomainError } from '#platform/errors'
import { inWorkspace, type Tx } from '#platform/postgres'
import { countAudience } from './audience.ts'
import { describe, getStored, type StoredCampaign } from './campaigns.repo.ts'
import type { CampaignsDeps } from './campaigns-deps.ts'
import { checkDefinition } from './check-definition.ts'
import { startOf } from './local-moments.ts'
import { wrongStatus } from './write-campaign.ts'

type Deps = Pick<CampaignsDeps, 'db' | 'clock'>
export type Asked = { workspaceId: string; actor: AuditActor; campaignId: string }

/** Changes one campaign under its lock, with its line in the audit log. */
async function step(
  { db, clock }: Deps,
  { workspaceId, actor, campaignId }: Asked,
  action: AuditAction,
  work: (tx: Tx, row: StoredCampaign, now: Temporal.Instant) => Promise<Record<string, number> | undefined>,
): Promise<Campaign> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const now = clock.now()
    const detail = await work(tx, await getStored(tx, workspaceId, campaignId, 'update'), now)
    await sql`update campaigns set updated_at = ${now.toString()}
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
    const target = { kind: 'campaign', id: campaignId }
    await recordAudit(tx, workspaceId, actor, { action, target, ...(detail ? { detail } : {}) })
    return describe(await getStored(tx, workspaceId, campaignId), clock)
  })
}

/**
 * From now on it goes out when its time comes, as it is written. Throws `campaign_needs_approval` and `campaign_approval_differs` where
 * somebody must type the number of people first, `campaign_too_late` for a time that is past, `campaign_nobody`.
 */
export async function scheduleCampaign(
  deps: Deps,
  asked: Asked,
  { approved, undoSeconds }: z.output<typeof scheduleBody>,
): Promise<Campaign> {
  const { workspaceId, campaignId } = asked
  return await step(deps, asked, 'campaign.scheduled', async (tx, row, now) => {
    if (row.status !== 'draft') throw wrongStatus(row.status, 'Only a draft can be scheduled.')
    await checkDefinition(tx, workspaceId, row.definition)
    const people = await approve(tx, workspaceId, row, approved)
    const earliest = now.add({ seconds: undoSeconds })
    const planned = (await startOf(tx, workspaceId, row.definition.schedule)) ?? earliest
    const late =
      row.definition.schedule.kind === 'at' && Temporal.Instant.compare(planned, now.subtract({ minutes: 5 })) < 0
    const isPast =
      row.definition.schedule.kind === 'local' && Temporal.Instant.compare(planned.add({ hours: 26 }), now) < 0
    if (late || isPast) throw new DomainError('conflict', 'campaign_too_late', 'The time is past.')
    const start = Temporal.Instant.compare(planned, earliest) < 0 ? earliest : planned
    await sql`update campaigns set status = 'scheduled', approved = ${approved ?? null}, starts_at = ${start.toString()},
        next_at = ${start.toString()}, problem = null
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
    return { people }
  })
}

/** Throws where the number that somebody typed is missing, or is another than there are. */
export async function approve(
  tx: Tx,
  workspaceId: string,
  { definition }: Pick<StoredCampaign, 'definition'>,
  approved: number | undefined,
): Promise<number> {
  const people = await countAudience(tx, workspaceId, definition)
  if (people === 0) throw new DomainError('conflict', 'campaign_nobody', 'Nobody belongs to the audience.')
  if (people < approvalFrom) return people
  if (approved === undefined)
    throw new DomainError('conflict', 'campaign_needs_approval', 'Type the number of people to agree.', { people })
  // People come and go while somebody types.
  if (Math.abs(approved - people) > people * 0.05)
    throw new DomainError('conflict', 'campaign_approval_differs', `There are ${people} people.`, { people })
  return people
}

/** Takes it back before it began; it is a draft again. */
export async function unscheduleCampaign(deps: Deps, asked: Asked): Promise<Campaign> {
  const { workspaceId, campaignId } = asked
  return await step(deps, asked, 'campaign.unscheduled', async (tx, { status }) => {
    if (status !== 'scheduled') throw wrongStatus(status, 'It has begun already, or was never scheduled.')
    await sql`update campaigns set status = 'draft', approved = null, starts_at = null, next_at = null
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
  })
}

/** Nothing more goes out from this moment on, also of what is in the outbox already. */
export async function pauseCampaign(deps: Deps, asked: Asked): Promise<Campaign> {
  const { workspaceId, campaignId } = asked
  return await step(deps, asked, 'campaign.paused', async (tx, { status }, now) => {
    if (status !== 'sending') throw wrongStatus(status, 'Only a campaign that is being sent can be paused.')
    await sql`update campaigns set status = 'paused', next_at = null
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
    await holdMessages(tx, workspaceId, { kind: 'campaign', id: campaignId }, now)
  })
}

/** Goes on where it was. One that stopped because its audience had grown needs the number typed again. */
export async function resumeCampaign(deps: Deps, asked: Asked, approved: number | undefined): Promise<Campaign> {
  const { workspaceId, campaignId } = asked
  return await step(deps, asked, 'campaign.resumed', async (tx, row, now) => {
    if (row.status !== 'paused') throw wrongStatus(row.status, 'Only a paused campaign can go on.')
    await checkDefinition(tx, workspaceId, row.definition)
    const isNew = row.startedAt === null
    if (isNew) await approve(tx, workspaceId, row, approved)
    await sql`update campaigns set status = ${isNew ? 'scheduled' : 'sending'}, next_at = ${now.toString()}, problem = null,
        approved = ${approved ?? row.approved}, pace_from = ${now.toString()}, pace_reached = reached, pace_queued = queued
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
    await releaseMessages(tx, workspaceId, { kind: 'campaign', id: campaignId })
  })
}

/** For good: what waits in the outbox is called off, who has got it has got it. */
export async function cancelCampaign(deps: Deps, asked: Asked): Promise<Campaign> {
  const { workspaceId, campaignId } = asked
  return await step(deps, asked, 'campaign.cancelled', async (tx, { status }, now) => {
    if (status !== 'scheduled' && status !== 'sending' && status !== 'paused')
      throw wrongStatus(status, 'There is nothing to call off.')
    // The rows in the outbox follow some at a time; the hold keeps them in until then.
    await sql`update campaigns set status = 'cancelled', next_at = ${now.toString()}, finished_at = ${now.toString()}
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
    await holdMessages(tx, workspaceId, { kind: 'campaign', id: campaignId }, now)
  })
}
