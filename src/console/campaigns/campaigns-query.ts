import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { CampaignFate } from '#contract/campaign-words'
import type {
  Campaign,
  CampaignDefinitionInput,
  CampaignEstimate,
  CampaignList,
  CampaignPeople,
  CampaignResults,
  WhatWorks,
} from '#contract/campaigns'
import type { TemplateList } from '#contract/message-templates'
import { api } from '../api/client.ts'

const whileItMoves = 2_000
const moves = ({ status }: Pick<Campaign, 'status'>): boolean => status === 'scheduled' || status === 'sending'

export const campaignsQuery = queryOptions({
  queryKey: ['campaigns', 'list'],
  queryFn: ({ signal }) => api.get<CampaignList>('/campaigns', undefined, signal),
  refetchInterval: ({ state }) => (state.data?.campaigns.some(moves) ? 2 * whileItMoves : false),
})

export const campaignQuery = (campaignId: string) =>
  queryOptions({
    queryKey: ['campaigns', 'one', campaignId],
    queryFn: ({ signal }) => api.get<Campaign>(`/campaigns/${campaignId}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data && moves(state.data) ? whileItMoves : false),
  })

export const campaignResultsQuery = ({ campaignId, status }: Pick<Campaign, 'campaignId' | 'status'>) =>
  queryOptions({
    queryKey: ['campaigns', 'results', campaignId, status],
    queryFn: ({ signal }) => api.get<CampaignResults>(`/campaigns/${campaignId}/results`, undefined, signal),
    // Called off, the outbox is emptied some at a time.
    refetchInterval: ({ state }) => {
      const isEmptied = status === 'cancelled' && state.data?.variants.some(({ open }) => open > 0)
      return status === 'sending' || isEmptied ? 2 * whileItMoves : 60_000
    },
    placeholderData: keepPreviousData,
  })

export const campaignPeopleQuery = (campaignId: string, fate: CampaignFate | undefined, status: Campaign['status']) =>
  infiniteQueryOptions({
    queryKey: ['campaigns', 'people', campaignId, fate, status],
    queryFn: ({ pageParam, signal }) =>
      api.get<CampaignPeople>(`/campaigns/${campaignId}/people`, { fate, limit: 50, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })

export const estimateQuery = (definition: CampaignDefinitionInput | undefined) =>
  queryOptions({
    queryKey: ['campaigns', 'estimate', definition],
    queryFn: () => api.post<CampaignEstimate>('/campaigns/estimate', { definition }),
    enabled: definition !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    retry: false,
  })

export const whatWorksQuery = queryOptions({
  queryKey: ['campaigns', 'what-works'],
  queryFn: ({ signal }) => api.get<WhatWorks>('/what-works', undefined, signal),
  staleTime: 60_000,
})

export const templatesQuery = queryOptions({
  queryKey: ['message-templates'],
  queryFn: ({ signal }) => api.get<TemplateList>('/message-templates', undefined, signal),
})
