import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type {
  LedgerVerdict,
  LoyaltyHistory,
  LoyaltyMember,
  LoyaltyProgrammes,
  LoyaltyRewards,
  LoyaltyVersions,
} from '#contract/loyalty'
import type {
  CustomerMemberships,
  LoyaltyLedger,
  LoyaltyLiabilityReport,
  LoyaltyMemberList,
  LoyaltyOverview,
  LoyaltyReplay,
  LoyaltyReturnRate,
} from '#contract/loyalty-reports'
import { api, type Query } from '../api/client.ts'

export const programmesQuery = queryOptions({
  queryKey: ['loyalty', 'programmes'],
  queryFn: ({ signal }) => api.get<LoyaltyProgrammes>('/loyalty/programmes', undefined, signal),
})

export const programmePath = (programmeId: string, rest = ''): string => `/loyalty/programmes/${programmeId}${rest}`

const of = <T>(programmeId: string, part: string) =>
  queryOptions({
    queryKey: ['loyalty', part, programmeId],
    queryFn: ({ signal }) => api.get<T>(programmePath(programmeId, `/${part}`), undefined, signal),
  })

export const overviewQuery = (programmeId: string) => of<LoyaltyOverview>(programmeId, 'overview')
export const returnRateQuery = (programmeId: string) => of<LoyaltyReturnRate>(programmeId, 'return-rate')
export const rewardsQuery = (programmeId: string) => of<LoyaltyRewards>(programmeId, 'rewards')
export const versionsQuery = (programmeId: string) => of<LoyaltyVersions>(programmeId, 'versions')
export const liabilityQuery = (programmeId: string) => of<LoyaltyLiabilityReport>(programmeId, 'liability')

export const membersQuery = (programmeId: string, query: Query) =>
  infiniteQueryOptions({
    queryKey: ['loyalty', 'members', programmeId, query],
    queryFn: ({ pageParam, signal }) =>
      api.get<LoyaltyMemberList>(programmePath(programmeId, '/member-list'), { ...query, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })

export const ledgerQuery = (programmeId: string, query: Query) =>
  infiniteQueryOptions({
    queryKey: ['loyalty', 'ledger', programmeId, query],
    queryFn: ({ pageParam, signal }) =>
      api.get<LoyaltyLedger>(programmePath(programmeId, '/ledger'), { ...query, before: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })

export const verdictQuery = queryOptions({
  queryKey: ['loyalty', 'verdict'],
  queryFn: () => api.post<LedgerVerdict>('/loyalty/ledger/verify'),
  staleTime: 60_000,
})

export const replayQuery = (programmeId: string, replayId: string | undefined) =>
  queryOptions({
    queryKey: ['loyalty-replay', replayId],
    queryFn: ({ signal }) =>
      api.get<LoyaltyReplay>(programmePath(programmeId, `/replays/${replayId}`), undefined, signal),
    enabled: replayId !== undefined,
    refetchInterval: ({ state }) => (state.data && state.data.status !== 'waiting' ? false : 700),
  })

export const membershipsQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['loyalty', 'memberships', customerId],
    queryFn: ({ signal }) => api.get<CustomerMemberships>(`/loyalty/customers/${customerId}`, undefined, signal),
  })

export const memberQuery = (programmeId: string, memberId: string) =>
  queryOptions({
    queryKey: ['loyalty', 'member', memberId],
    queryFn: ({ signal }) =>
      api.get<LoyaltyMember>(programmePath(programmeId, `/members/${memberId}`), undefined, signal),
  })

export const historyQuery = (programmeId: string, memberId: string) =>
  infiniteQueryOptions({
    queryKey: ['loyalty', 'history', memberId],
    queryFn: ({ pageParam, signal }) =>
      api.get<LoyaltyHistory>(
        programmePath(programmeId, `/members/${memberId}/history`),
        { limit: 10, before: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextBefore ?? undefined,
  })
