import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type {
  Experiment,
  ExperimentForecast,
  ExperimentList,
  ExperimentResult,
  GlobalControlResult,
  GoalEvents,
  PlanExperiment,
} from '#contract/experiments'
import { api } from '../api/client.ts'

const whileItFills = 1500

export const experimentsQuery = queryOptions({
  queryKey: ['experiments', 'list'],
  queryFn: ({ signal }) => api.get<ExperimentList>('/experiments', undefined, signal),
})

export const experimentQuery = (experimentId: string) =>
  queryOptions({
    queryKey: ['experiments', 'one', experimentId],
    queryFn: ({ signal }) => api.get<Experiment>(`/experiments/${experimentId}`, undefined, signal),
    // People are being taken in: how many there are by now.
    refetchInterval: ({ state }) => (state.data?.intake === 'waiting' ? whileItFills : false),
  })

/** Asked anew while people are being taken in, and once they all are. */
export const resultQuery = ({ experimentId, intake, status }: Experiment) =>
  queryOptions({
    queryKey: ['experiments', 'result', experimentId, intake],
    queryFn: ({ signal }) => api.get<ExperimentResult>(`/experiments/${experimentId}/result`, undefined, signal),
    enabled: status !== 'draft',
    placeholderData: keepPreviousData,
    refetchInterval: intake === 'waiting' ? 2 * whileItFills : false,
  })

export const forecastQuery = (asked: PlanExperiment | undefined) =>
  queryOptions({
    queryKey: ['experiments', 'plan', asked],
    queryFn: () => api.post<ExperimentForecast>('/experiments/plan', asked),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })

export const goalEventsQuery = queryOptions({
  queryKey: ['experiments', 'goal-events'],
  queryFn: ({ signal }) => api.get<GoalEvents>('/experiments/goal-events', undefined, signal),
  staleTime: 5 * 60_000,
})

export const globalControlQuery = queryOptions({
  queryKey: ['experiments', 'global-control'],
  queryFn: ({ signal }) => api.get<GlobalControlResult>('/experiments/global-control/result', undefined, signal),
})
