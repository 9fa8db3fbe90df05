import { queryOptions } from '@tanstack/react-query'
import type { CampaignFeed, CampaignFeedList, CampaignFeedPreview } from '#contract/campaign-feeds'
import { api } from '../../api/client.ts'

export const feedsQuery = queryOptions({
  queryKey: ['campaigns', 'feeds'],
  queryFn: ({ signal }) => api.get<CampaignFeedList>('/campaign-feeds', undefined, signal),
})

export const feedQuery = (feedId: string) =>
  queryOptions({
    queryKey: ['campaigns', 'feed', feedId],
    queryFn: ({ signal }) => api.get<CampaignFeed>(`/campaign-feeds/${feedId}`, undefined, signal),
  })

export const readFeed = (url: string) => api.post<CampaignFeedPreview>('/campaign-feeds/preview', { url })
