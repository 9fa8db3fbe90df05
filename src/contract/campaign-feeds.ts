import { z } from 'zod'
import { feedTroubles } from './campaign-words.ts'

/** Newsletters that go out when a feed (RSS, Atom, JSON Feed) has something new; each issue is a campaign. */

const name = z.string().trim().min(1).max(120)
const segmentIds = z.array(z.uuid()).max(20)
const url = z.url({ protocol: /^https?$/ }).max(2000)

export const feedDefinition = z.strictObject({
  /** what the new entries are filled into */
  templateId: z.uuid(),
  purpose: z.enum(['useful', 'promotional']).default('useful'),
  audience: segmentIds.min(1),
  exclude: segmentIds.default([]),
  /** days of the week and time of day in the shop, on which the feed is looked at; 1 is Monday */
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).default([1, 2, 3, 4, 5, 6, 7]),
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .default('09:00'),
  /** percent kept out by chance, to compare with */
  control: z.int().min(0).max(50).default(10),
})
export type FeedDefinition = z.output<typeof feedDefinition>

export const campaignFeed = z.object({
  feedId: z.uuid(),
  name: z.string(),
  url: z.string(),
  definition: feedDefinition,
  isOn: z.boolean(),
  nextAt: z.iso.datetime().nullable(),
  askedAt: z.iso.datetime().nullable(),
  trouble: z.enum(feedTroubles).nullable(),
  /** issues that went out, and the newest of them */
  issues: z.int(),
  lastCampaignId: z.uuid().nullable(),
  lastIssueAt: z.iso.datetime().nullable(),
})
export type CampaignFeed = z.infer<typeof campaignFeed>
export const campaignFeedList = z.object({ feeds: z.array(campaignFeed) })
export type CampaignFeedList = z.infer<typeof campaignFeedList>

export const createCampaignFeed = z.object({ name, url, definition: feedDefinition })
export type CreateCampaignFeed = z.input<typeof createCampaignFeed>
export const changeCampaignFeed = z.object({
  name: name.optional(),
  url: url.optional(),
  definition: feedDefinition.optional(),
})

/** `approved`: the number of people, typed by hand, from 500 on. What stands in the feed by then never goes out. */
export const switchCampaignFeed = z.object({ isOn: z.boolean(), approved: z.int().min(0).optional() })

/** POST /api/v1/campaign-feeds/preview: reads a feed now; nothing is kept. */
export const previewCampaignFeed = z.object({ url })
export const campaignFeedPreview = z.object({
  title: z.string().nullable(),
  trouble: z.enum(feedTroubles).nullable(),
  entries: z.array(z.object({ title: z.string(), url: z.string().nullable(), text: z.string().nullable() })),
})
export type CampaignFeedPreview = z.infer<typeof campaignFeedPreview>
