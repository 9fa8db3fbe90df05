import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { LoyaltyFindings, LoyaltyReferrals, TillFiguresAnswer } from '#contract/loyalty-oversight'
import { api } from '../../api/client.ts'
import { programmePath } from '../loyalty-query.ts'

export const findingsKey = ['loyalty', 'findings'] as const

export const findingsQuery = (programmeId: string, show: 'open' | 'decided') =>
  queryOptions({
    queryKey: [...findingsKey, programmeId, show],
    queryFn: ({ signal }) => api.get<LoyaltyFindings>(programmePath(programmeId, '/findings'), { show }, signal),
  })

export const tillFiguresQuery = (programmeId: string, days: number) =>
  queryOptions({
    queryKey: ['loyalty', 'till-figures', programmeId, days],
    queryFn: ({ signal }) => api.get<TillFiguresAnswer>(programmePath(programmeId, '/till-figures'), { days }, signal),
    placeholderData: keepPreviousData,
  })

export const referralsQuery = (programmeId: string, show: 'waiting' | 'decided') =>
  queryOptions({
    queryKey: ['loyalty', 'referrals', programmeId, show],
    queryFn: ({ signal }) =>
      api.get<LoyaltyReferrals>(programmePath(programmeId, '/referral-reviews'), { show }, signal),
  })
