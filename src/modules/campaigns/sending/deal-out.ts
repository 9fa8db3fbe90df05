import { sql } from 'kysely'
import { assignArm } from '#models/experiments'
import { customerFamilies } from '#modules/customers'
import { type Assignment, amongGlobalControl, assign } from '#modules/experiments'
import { type MessageTo, queueMessages, requireTemplate } from '#modules/messaging'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import type { StoredCampaign } from '../campaigns.repo.ts'
import type { CampaignsDeps } from '../campaigns-deps.ts'
import { armsOf } from '../check-definition.ts'

type State = 'reserve' | 'queued' | 'control' | 'global_control' | 'same_person' | 'gone'
type Fate = { customerId: string; personId: string; state: State; variant: string | null; messageId: string | null }
export type Dealt = { people: number; queued: number }

/** Whose time has come, at most `room` of them; who waits for the winner comes once there is one. */
export async function pickDue(
  tx: Tx,
  workspaceId: string,
  { campaignId }: StoredCampaign,
  state: 'waiting' | 'reserve',
  now: Temporal.Instant,
  room: number,
): Promise<string[]> {
  const found = await sql<{
    id: string
  }>`select customer_id as id from campaign_people where workspace_id = ${workspaceId}
    and campaign_id = ${campaignId} and state = ${state} and due_at <= ${now.toString()}
    order by due_at, customer_id limit ${room}`.execute(tx)
  return found.rows.map(({ id }) => id)
}

/**
 * Decides for these people what they get, and puts it into the outbox with the same transaction: so nobody is left out and nobody gets
 * it twice, whenever the process dies. Of people who turned out to be one, one gets it. Throws template_not_found.
 */
export async function dealOut(
  deps: Pick<CampaignsDeps, 'clock'>,
  tx: Tx,
  workspaceId: string,
  campaign: StoredCampaign,
  customerIds: string[],
  from: 'waiting' | 'reserve',
): Promise<Dealt> {
  const { personOf, served } = await readFamilies(tx, workspaceId, campaign, customerIds)
  const chosen = new Map<string, string>()
  const fates = customerIds.map((customerId): Fate => {
    const personId = personOf.get(customerId)
    const fate = { customerId, personId: personId ?? customerId, variant: null, messageId: null }
    if (personId === undefined) return { ...fate, state: 'gone' }
    if (served.has(personId) || chosen.has(personId)) return { ...fate, state: 'same_person' }
    chosen.set(personId, customerId)
    return { ...fate, state: 'queued' }
  })
  const open = fates.filter(({ state }) => state === 'queued')
  const parts =
    from === 'reserve'
      ? new Map(open.map(({ personId }) => [personId, campaign.winner ?? '']))
      : await readParts(
          deps,
          tx,
          workspaceId,
          campaign,
          open.map(({ personId }) => personId),
        )
  for (const fate of open) {
    const part = parts.get(fate.personId) ?? 'gone'
    if (part === 'control' || part === 'global_control' || part === 'gone') fate.state = part
    else if (part === 'rest') fate.state = 'reserve'
    else fate.variant = part
  }
  await queueAll(deps, tx, workspaceId, campaign, fates)
  await saveFates(tx, workspaceId, campaign, fates)
  return {
    people: fates.filter(({ state }) => state !== 'reserve').length,
    queued: fates.filter(({ state }) => state === 'queued').length,
  }
}

/** Who they are now, and for whom of them it is decided already, as somebody who was joined to them since. */
async function readFamilies(tx: Tx, workspaceId: string, { campaignId }: StoredCampaign, customerIds: string[]) {
  const families = await customerFamilies(tx, workspaceId, customerIds)
  const personOf = new Map(families.map(({ id, personId }) => [id, personId]))
  const found = await sql<{
    id: string
  }>`select customer_id as id from campaign_people where workspace_id = ${workspaceId}
    and campaign_id = ${campaignId} and customer_id = any(${families.map(({ id }) => id)}::uuid[])
    and not customer_id = any(${customerIds}::uuid[]) and state in ('queued', 'reserve', 'control', 'global_control')`.execute(
    tx,
  )
  return { personOf, served: new Set(found.rows.map(({ id }) => personOf.get(id) ?? id)) }
}

/** The part of the audience each of them is in: control, global_control, a variant, or the rest. */
async function readParts(
  { clock }: Pick<CampaignsDeps, 'clock'>,
  tx: Tx,
  workspaceId: string,
  { campaignId, experimentId, definition }: StoredCampaign,
  personIds: string[],
): Promise<Map<string, string>> {
  const byChance = (id: string): string =>
    assignArm(
      campaignId,
      id,
      armsOf({ ...definition, control: 0 }).map(({ key, share }) => ({ name: key, weight: share })),
    ) ?? ''
  if (experimentId === null) {
    const outside = new Set(await amongGlobalControl(tx, workspaceId, personIds))
    return new Map(personIds.map((id) => [id, outside.has(id) ? 'global_control' : byChance(id)]))
  }
  const arms = await assign(tx, clock, workspaceId, experimentId, personIds).catch((error: unknown) => {
    // Somebody ended the comparison: from then on nobody is kept out.
    if (error instanceof DomainError && error.reason === 'experiment_not_running') return new Map<string, Assignment>()
    throw error
  })
  return new Map(
    personIds.map((id) => {
      const found = arms.get(id)
      return [id, found === undefined ? byChance(id) : (found.arm ?? 'global_control')]
    }),
  )
}

async function queueAll(
  deps: Pick<CampaignsDeps, 'clock'>,
  tx: Tx,
  workspaceId: string,
  { campaignId, definition, data }: StoredCampaign,
  fates: Fate[],
): Promise<void> {
  const keyOf = ({ personId }: Fate): string => `campaign:${campaignId}:${personId}`
  for (const { key: variant, templateId } of definition.variants) {
    const theirs = fates.filter((fate) => fate.state === 'queued' && fate.variant === variant)
    if (theirs.length > 0) await requireTemplate(tx, workspaceId, templateId)
    const people = theirs.map(
      (fate): MessageTo => ({ key: keyOf(fate), customerId: fate.personId, ...(data ? { data } : {}) }),
    )
    const source = { kind: 'campaign', id: campaignId, runId: variant } as const
    const shared = { templateId, purpose: definition.purpose, source }
    const queued = await queueMessages(tx, deps, workspaceId, shared, people)
    for (const fate of theirs) fate.messageId = queued.get(keyOf(fate)) ?? null
  }
}

async function saveFates(tx: Tx, workspaceId: string, { campaignId }: StoredCampaign, fates: Fate[]): Promise<void> {
  await sql`update campaign_people p set state = f.state, variant = f.variant, message_id = f.message_id
    from unnest(${fates.map(({ customerId }) => customerId)}::uuid[], ${fates.map(({ state }) => state)}::text[],
      ${fates.map(({ variant }) => variant)}::text[], ${fates.map(({ messageId }) => messageId)}::uuid[])
      as f (customer_id, state, variant, message_id)
    where p.workspace_id = ${workspaceId} and p.campaign_id = ${campaignId} and p.customer_id = f.customer_id`.execute(
    tx,
  )
}
