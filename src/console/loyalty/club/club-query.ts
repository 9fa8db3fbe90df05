import { queryOptions } from '@tanstack/react-query'
import type {
  LoyaltyBoard,
  LoyaltyCauses,
  LoyaltyInvitations,
  LoyaltyPlans,
  StripeSettings,
} from '#contract/loyalty-club'
import { api } from '../../api/client.ts'
import { programmePath } from '../loyalty-query.ts'

export const causesQuery = (programmeId: string) =>
  queryOptions({
    queryKey: ['loyalty', 'causes', programmeId],
    queryFn: ({ signal }) => api.get<LoyaltyCauses>(programmePath(programmeId, '/causes'), undefined, signal),
  })

export const boardQuery = (programmeId: string) =>
  queryOptions({
    queryKey: ['loyalty', 'leaderboard', programmeId],
    queryFn: ({ signal }) => api.get<LoyaltyBoard>(programmePath(programmeId, '/leaderboard'), undefined, signal),
  })

export const invitationsQuery = (programmeId: string) =>
  queryOptions({
    queryKey: ['loyalty', 'invitations', programmeId],
    queryFn: ({ signal }) => api.get<LoyaltyInvitations>(programmePath(programmeId, '/invitations'), undefined, signal),
  })

export const plansQuery = (programmeId: string) =>
  queryOptions({
    queryKey: ['loyalty', 'plans', programmeId],
    queryFn: ({ signal }) => api.get<LoyaltyPlans>(programmePath(programmeId, '/plans'), undefined, signal),
  })

export const stripeQuery = queryOptions({
  queryKey: ['loyalty', 'stripe'],
  queryFn: ({ signal }) => api.get<StripeSettings>('/loyalty/billing/stripe', undefined, signal),
})
