import { sql } from 'kysely'
import type { z } from 'zod'
import {
  type Campaign,
  type ChangeCampaign,
  type CreateCampaign,
  changeCampaign as changeBody,
  createCampaign as createBody,
  type duplicateCampaign as duplicateBody,
} from '#contract/campaigns'
import { type AuditActor, recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { inWorkspace, lockRequest, type Tx } from '#platform/postgres'
import { describe, findByRequestKey, getStored, type StoredCampaign } from './campaigns.repo.ts'
import type { CampaignsDeps } from './campaigns-deps.ts'
import { checkDefinition } from './check-definition.ts'

type Deps = Pick<CampaignsDeps, 'db' | 'clock'>

/** A draft. The same request key again gives the campaign that it made. Throws invalid for what cannot be sent. */
export async function createCampaign(
  deps: Deps,
  workspaceId: string,
  actor: AuditActor,
  body: CreateCampaign,
): Promise<Campaign> {
  const { name, definition, requestKey = null } = createBody.parse(body)
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    await lockRequest(tx, workspaceId, requestKey)
    const same = await findByRequestKey(tx, workspaceId, requestKey)
    if (same !== undefined) return describe(await getStored(tx, workspaceId, same), deps.clock)
    await checkDefinition(tx, workspaceId, definition)
    const campaignId = await insertCampaign(tx, deps, workspaceId, actor, { name, definition, requestKey, data: null })
    return describe(await getStored(tx, workspaceId, campaignId), deps.clock)
  })
}

type Written = Pick<StoredCampaign, 'name' | 'definition' | 'data'> & { requestKey: string | null }

/** A draft in the caller's transaction, whose definition was checked. */
export async function insertCampaign(
  tx: Tx,
  { clock }: Pick<Deps, 'clock'>,
  workspaceId: string,
  actor: AuditActor,
  { name, definition, requestKey, data }: Written,
): Promise<string> {
  const campaignId = newId()
  const now = clock.now().toString()
  await sql`insert into campaigns (workspace_id, campaign_id, name, definition, request_key, data, created_at, updated_at)
    values (${workspaceId}, ${campaignId}, ${name}, ${JSON.stringify(definition)}::jsonb, ${requestKey},
      ${data && JSON.stringify(data)}::jsonb, ${now}, ${now})`.execute(tx)
  await recordAudit(tx, workspaceId, actor, {
    action: 'campaign.created',
    target: { kind: 'campaign', id: campaignId },
  })
  return campaignId
}

/** What is not given stays. Throws conflict `campaign_wrong_status` once it is no draft any more. */
export async function changeCampaign(
  deps: Deps,
  workspaceId: string,
  actor: AuditActor,
  campaignId: string,
  body: ChangeCampaign,
): Promise<Campaign> {
  const change = changeBody.parse(body)
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const before = await getStored(tx, workspaceId, campaignId, 'update')
    if (before.status !== 'draft') throw wrongStatus(before.status, 'Only a draft can be changed.')
    const { name = before.name, definition = before.definition } = change
    await checkDefinition(tx, workspaceId, definition)
    await sql`update campaigns set name = ${name}, definition = ${JSON.stringify(definition)}::jsonb,
        updated_at = ${deps.clock.now().toString()}
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
    await recordAudit(tx, workspaceId, actor, {
      action: 'campaign.changed',
      target: { kind: 'campaign', id: campaignId },
      detail: { fields: Object.keys(change) },
    })
    return describe(await getStored(tx, workspaceId, campaignId), deps.clock)
  })
}

/** Throws conflict `campaign_wrong_status` for what was ever scheduled: what people got stays known. */
export async function deleteCampaign(
  deps: Deps,
  workspaceId: string,
  actor: AuditActor,
  campaignId: string,
): Promise<void> {
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { status } = await getStored(tx, workspaceId, campaignId, 'update')
    if (status !== 'draft') throw wrongStatus(status, 'Only a draft can be removed.')
    await sql`delete from campaigns where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
    await recordAudit(tx, workspaceId, actor, {
      action: 'campaign.deleted',
      target: { kind: 'campaign', id: campaignId },
    })
  })
}

/** The same again as a draft, to be sent at once unless it is said otherwise: a time that is past would be of no use. */
export async function duplicateCampaign(
  deps: Deps,
  workspaceId: string,
  actor: AuditActor,
  campaignId: string,
  { name, requestKey }: z.output<typeof duplicateBody>,
): Promise<Campaign> {
  const { definition } = await inWorkspace(deps.db, workspaceId, (tx) => getStored(tx, workspaceId, campaignId))
  return await createCampaign(deps, workspaceId, actor, {
    name,
    definition: { ...definition, schedule: { kind: 'now' } },
    ...(requestKey === undefined ? {} : { requestKey }),
  })
}

export const wrongStatus = (status: Campaign['status'], message: string): DomainError =>
  new DomainError('conflict', 'campaign_wrong_status', message, { status })
