import { queryOptions } from '@tanstack/react-query'
import type {
  Journey,
  JourneyDefinition,
  JourneyFlow,
  JourneyForecast,
  JourneyList,
  PlayList,
} from '#contract/journeys'
import type { TemplateList } from '#contract/messaging'
import { api } from '../api/client.ts'

const whileItRuns = 5_000

export const journeysQuery = queryOptions({
  queryKey: ['journeys', 'list'],
  queryFn: ({ signal }) => api.get<JourneyList>('/journeys', undefined, signal),
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
  queryFn: ({ signal }) => api.get<PlayList>('/plays', undefined, signal),
})

export const templatesQuery = queryOptions({
  queryKey: ['journeys', 'templates'],
  queryFn: ({ signal }) => api.get<TemplateList>('/message-templates', undefined, signal),
})
