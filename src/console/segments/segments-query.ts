import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type {
  Condition,
  EventProperties,
  ReadyMadeSegments,
  Segment,
  SegmentEvents,
  SegmentHistory,
  SegmentList,
  SegmentMembers,
  SegmentPreview,
} from '#contract/segments'
import { api } from '../api/client.ts'

const whileItCounts = 1000

export const segmentsQuery = queryOptions({
  queryKey: ['segments', 'list'],
  queryFn: ({ signal }) => api.get<SegmentList>('/segments', undefined, signal),
  refetchInterval: ({ state }) => (state.data?.segments.some(isCounting) ? whileItCounts : false),
})

const isCounting = ({ status }: Segment): boolean => status === 'counting'

export const segmentQuery = (segmentId: string) =>
  queryOptions({
    queryKey: ['segments', 'one', segmentId],
    queryFn: ({ signal }) => api.get<Segment>(`/segments/${segmentId}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data && isCounting(state.data) ? whileItCounts : 15_000),
  })

/** Asked anew whenever the segment was counted or somebody came or left. */
export const membersQuery = ({ segmentId, members, computedAt }: Segment) =>
  infiniteQueryOptions({
    queryKey: ['segments', 'members', segmentId, members, computedAt],
    queryFn: ({ pageParam, signal }) =>
      api.get<SegmentMembers>(`/segments/${segmentId}/members`, { limit: 100, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })

export const historyQuery = ({ segmentId, members, computedAt }: Segment) =>
  queryOptions({
    queryKey: ['segments', 'history', segmentId, members, computedAt],
    queryFn: ({ signal }) => api.get<SegmentHistory>(`/segments/${segmentId}/history`, undefined, signal),
    placeholderData: keepPreviousData,
  })

/** `quick`: where there are many customers, what a sample of them says. */
export const previewQuery = (definition: Condition | undefined, segmentId: string | undefined, quick: boolean) =>
  queryOptions({
    queryKey: ['segments', 'preview', definition, segmentId, quick],
    queryFn: () =>
      api.post<SegmentPreview>('/segments/preview', { definition, quick, ...(segmentId && { segmentId }) }),
    enabled: definition !== undefined,
    staleTime: 10_000,
    retry: false,
  })

export const readyMadeQuery = queryOptions({
  queryKey: ['segments', 'ready-made'],
  queryFn: ({ signal }) => api.get<ReadyMadeSegments>('/segments/ready-made', undefined, signal),
  staleTime: 5 * 60_000,
})

export const eventsQuery = queryOptions({
  queryKey: ['segments', 'events'],
  queryFn: ({ signal }) => api.get<SegmentEvents>('/segments/events', undefined, signal),
  staleTime: 60_000,
})

export const propertiesQuery = (event: string) =>
  queryOptions({
    queryKey: ['segments', 'properties', event],
    queryFn: ({ signal }) => api.get<EventProperties>('/segments/properties', { event }, signal),
    enabled: event !== '' && !event.endsWith('*'),
    staleTime: 60_000,
  })
