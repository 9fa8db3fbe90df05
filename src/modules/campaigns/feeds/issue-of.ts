import type { FeedDefinition } from '#contract/campaign-feeds'
import { type CampaignDefinition, campaignDefinition } from '#contract/campaigns'

/** One issue of a newsletter, as the campaign it is. */
export function issueOf({ templateId, purpose, audience, exclude, control }: FeedDefinition): CampaignDefinition {
  const variants = [{ key: 'a', name: 'A', templateId, share: 100 }]
  return campaignDefinition.parse({ purpose, audience, exclude, control, variants })
}
