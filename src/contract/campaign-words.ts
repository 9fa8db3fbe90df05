/** The words campaigns are told in; apart from their schemas, so that the console need not load a parser. */
export const campaignStatuses = ['draft', 'scheduled', 'sending', 'paused', 'done', 'cancelled'] as const
export const campaignProblems = ['segment_gone', 'segment_failed', 'template_gone', 'audience_grew'] as const
/** What became of one person of the audience; each has its words as `campaigns.fate.<fate>`. */
export const campaignFates = [
  'waiting',
  'reserve',
  'queued',
  'sent',
  'held_back',
  'failed',
  'unknown',
  'control',
  'global_control',
  'same_person',
  'gone',
] as const
/** From so many people on somebody types the number before it goes out. */
export const approvalFrom = 500

export type CampaignStatus = (typeof campaignStatuses)[number]
export type CampaignProblem = (typeof campaignProblems)[number]
export type CampaignFate = (typeof campaignFates)[number]
/** Why a feed cannot be read; each has its words as `campaigns.feed_trouble.<trouble>`. */
export const feedTroubles = ['not_allowed', 'unreachable', 'gone', 'refused', 'too_large', 'not_a_feed'] as const
export type FeedTrouble = (typeof feedTroubles)[number]
