import { sql } from 'kysely'
import type { CampaignDefinition } from '#contract/campaigns'
import { segmentStates } from '#modules/segments'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'

/** What a schema cannot say. Throws invalid with the words for what is wrong. */
export async function checkDefinition(tx: Tx, workspaceId: string, definition: CampaignDefinition): Promise<void> {
  const { variants, winner, control, audience, exclude } = definition
  const sum = variants.reduce((total, { share }) => total + share, 0)
  if (sum !== 100) throw new DomainError('invalid', 'campaign_shares', `The shares make ${sum} %, not 100 %.`, { sum })
  if (new Set(variants.map(({ key }) => key)).size < variants.length)
    throw new DomainError('invalid', 'campaign_same_variants', 'Two variants have the same key.')
  if (winner !== null && variants.length < 2)
    throw new DomainError('invalid', 'campaign_nothing_to_choose', 'A winner is chosen among two variants or more.')
  armsOf({ variants, winner, control })
  const segmentIds = [...new Set([...audience, ...exclude])]
  if ((await segmentStates(tx, workspaceId, segmentIds)).length < segmentIds.length)
    throw new DomainError('not_found', 'segment_not_found', 'There is no such segment.')
  const templateIds = [...new Set(variants.map(({ templateId }) => templateId))]
  const found = await sql`select from message_templates where workspace_id = ${workspaceId}
    and template_id = any(${templateIds}::uuid[]) and archived_at is null`.execute(tx)
  if (found.rows.length < templateIds.length)
    throw new DomainError('not_found', 'template_not_found', 'There is no such template.')
}

export type Arm = { key: string; share: number }

/**
 * Into which parts chance divides the audience, in whole percent that make 100: the control group, each variant, and with a winner rule
 * the rest, who get the winner. Throws `campaign_shares_too_small` where a part would be empty.
 */
export function armsOf({
  variants,
  winner,
  control,
}: Pick<CampaignDefinition, 'variants' | 'winner' | 'control'>): Arm[] {
  const tested = winner === null ? 100 : winner.testShare
  const exact = [
    ...variants.map(({ key, share }) => ({ key, part: ((100 - control) * tested * share) / 10_000 })),
    ...(winner === null ? [] : [{ key: 'rest', part: ((100 - control) * (100 - tested)) / 100 }]),
  ]
  const arms = exact.map(({ key, part }) => ({ key, share: Math.floor(part), left: part - Math.floor(part) }))
  let missing = 100 - control - arms.reduce((total, { share }) => total + share, 0)
  // What rounding lost goes to those who lost most by it.
  for (const arm of [...arms].sort((a, b) => b.left - a.left)) if (missing-- > 0) arm.share += 1
  if (arms.some(({ share }) => share < 1))
    throw new DomainError('invalid', 'campaign_shares_too_small', 'A variant would get less than 1 % of the audience.')
  return [
    ...(control > 0 ? [{ key: 'control', share: control }] : []),
    ...arms.map(({ key, share }) => ({ key, share })),
  ]
}
