import { queryOptions } from '@tanstack/react-query'
import type { Account, AccountSessions, SecondFactorRule } from '#contract/account'
import { api } from '../../api/client.ts'

export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: ({ signal }) => api.get<Account>('/account', undefined, signal),
})

export const accountSessionsQuery = queryOptions({
  queryKey: ['account-sessions'],
  queryFn: ({ signal }) => api.get<AccountSessions>('/account/sessions', undefined, signal),
})

export const secondFactorRuleQuery = queryOptions({
  queryKey: ['second-factor-rule'],
  queryFn: ({ signal }) => api.get<SecondFactorRule>('/workspace/second-factor', undefined, signal),
})
