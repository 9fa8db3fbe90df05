import { queryOptions } from '@tanstack/react-query'
import type {
  Journey,
  JourneyActionList,
  JourneyDefinition,
  JourneyFlow,
  JourneyForecast,
  JourneyList,
  JourneySimulation,
  JourneyWebhookKey,
  PlayList,
  PlaySizes,
} from '#contract/journeys'
import type { TemplateList } from '#contract/message-templates'
import { api } from '../api/client.ts'

const whileItRuns = 5_000

export const journeysQuery = queryOptions({
  queryKey: ['journeys', 'list'],
  queryFn: ({ signal }) => api.get<JourneyList>('/journeys', undefined, signal),
})

/** Those at work whose steps name something by this id. */
export const journeysUsingQuery = (id: string) =>
  queryOptions({
    queryKey: ['journeys', 'using', id],
    queryFn: ({ signal }) => api.get<JourneyList>('/journeys', { using: id }, signal),
    staleTime: 0,
  })

export const journeyQuery = (journeyId: string) =>
  queryOptions({
    queryKey: ['journeys', 'one', journeyId],
    queryFn: ({ signal }) => api.get<Journey>(`/journeys/${journeyId}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? whileItRuns : false),
  })

export const flowQuery = ({ journeyId, status }: Pick<Journey, 'journeyId' | 'status'>) =>
  queryOptions({
    queryKey: ['journeys', 'flow', journeyId],
    queryFn: ({ signal }) => api.get<JourneyFlow>(`/journeys/${journeyId}/flow`, undefined, signal),
    refetchInterval: status === 'running' ? whileItRuns : false,
  })

export const forecastQuery = (definition: JourneyDefinition) =>
  queryOptions({
    queryKey: ['journeys', 'forecast', definition.trigger],
    queryFn: () => api.post<JourneyForecast>('/journeys/forecast', { definition }),
    staleTime: 60_000,
  })

export const playsQuery = queryOptions({
  queryKey: ['journeys', 'plays'],
  queryFn: ({ signal }) => api.get<PlayList>('/plays', { sizes: 'none' }, signal),
})

/** How many each would reach: each answer knows more of them, until none is left. */
export const playSizesQuery = queryOptions({
  queryKey: ['journeys', 'play-sizes'],
  queryFn: ({ signal }) => api.get<PlaySizes>('/plays/sizes', undefined, signal),
  refetchInterval: ({ state }) => (state.data && state.data.left > 0 ? 50 : false),
  staleTime: 5 * 60_000,
})

export const templatesQuery = queryOptions({
  queryKey: ['journeys', 'templates'],
  queryFn: ({ signal }) => api.get<TemplateList>('/message-templates', undefined, signal),
})

export const actionsQuery = queryOptions({
  queryKey: ['journeys', 'actions'],
  queryFn: ({ signal }) => api.get<JourneyActionList>('/journeys/actions', undefined, signal),
  staleTime: Number.POSITIVE_INFINITY,
})

export const webhookKeyQuery = queryOptions({
  queryKey: ['journeys', 'webhook-key'],
  queryFn: ({ signal }) => api.get<JourneyWebhookKey>('/journeys/webhook-key', undefined, signal),
})

export const simulationQuery = (definition: JourneyDefinition) =>
  queryOptions({
    queryKey: ['journeys', 'simulation', definition],
    queryFn: () => api.post<JourneySimulation>('/journeys/simulate', { definition }),
    staleTime: 60_000,
    retry: false,
  })
