import { sql } from 'kysely'
import { approvalFrom } from '#contract/campaign-words'
import type { CampaignDefinition, CampaignEstimate } from '#contract/campaigns'
import { forecastPolicy, type MessagingDeps } from '#modules/messaging'
import { inWorkspace, type Tx } from '#platform/postgres'
import { countAudience, peopleSql } from './audience.ts'
import type { CampaignsDeps } from './campaigns-deps.ts'
import { checkDefinition } from './check-definition.ts'

const mostJudged = 200
const examples = 10

export type EstimateDeps = Pick<CampaignsDeps, 'db'> & { messaging: MessagingDeps }

/**
 * Whom a campaign would meet if it began now, and how many of them the contact policy would hold back, and why. A few hundred are judged
 * as they will be when their message is handed over, the others in proportion. Nothing is kept. Throws as `createCampaign` does.
 */
export async function estimateCampaign(
  { db, messaging }: EstimateDeps,
  workspaceId: string,
  definition: CampaignDefinition,
): Promise<CampaignEstimate> {
  const { people, excluded, sample, shown } = await inWorkspace(db, workspaceId, async (tx) => {
    await checkDefinition(tx, workspaceId, definition)
    const { audience } = definition
    const count = await countAudience(tx, workspaceId, definition)
    const all =
      definition.exclude.length === 0 ? count : await countAudience(tx, workspaceId, { audience, exclude: [] })
    const picked = await pickSome(tx, workspaceId, definition, count)
    return { people: count, excluded: all - count, sample: picked, shown: await describe(tx, workspaceId, picked) }
  })
  const [variant] = definition.variants
  const judged = await forecastPolicy(messaging, workspaceId, {
    templateId: variant?.templateId ?? '',
    purpose: definition.purpose,
    customerIds: sample,
  })
  const control = Math.round((people * definition.control) / 100)
  const project = (n: number): number =>
    sample.length === 0 ? 0 : Math.round((n * (people - control)) / sample.length)
  return {
    people,
    excluded,
    control,
    policy: {
      sampled: sample.length,
      sent: project(judged.sent),
      waits: project(judged.waits),
      heldBack: judged.heldBack.map(({ reason, people: n }) => ({ reason, people: project(n) })),
    },
    examples: shown,
    needsApproval: people >= approvalFrom,
  }
}

/** Spread over the audience; the same ones again. */
async function pickSome(
  tx: Tx,
  workspaceId: string,
  definition: CampaignDefinition,
  people: number,
): Promise<string[]> {
  const step = Math.max(1, Math.floor(people / mostJudged))
  const found = await sql<{
    id: string
  }>`select customer_id as id from (select customer_id, row_number() over (order by customer_id) as place
      from (${peopleSql(workspaceId, definition)}) a) b
    where place % ${step} = 0 limit ${mostJudged}`.execute(tx)
  return found.rows.map(({ id }) => id)
}

async function describe(tx: Tx, workspaceId: string, ids: string[]): Promise<CampaignEstimate['examples']> {
  const few = ids.filter((_, i) => i % Math.max(1, Math.floor(ids.length / examples)) === 0).slice(0, examples)
  const found = await sql<
    CampaignEstimate['examples'][number]
  >`select customer_id as "customerId", name, email, phone, external_id as "externalId" from customers
    where workspace_id = ${workspaceId} and customer_id = any(${few}::uuid[]) order by name nulls last, customer_id`.execute(
    tx,
  )
  return found.rows
}
