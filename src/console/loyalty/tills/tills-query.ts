import { queryOptions } from '@tanstack/react-query'
import type { CardSettings, TillSettings, WalletSettings } from '#contract/loyalty-cards'
import { api } from '../../api/client.ts'
import { programmePath } from '../loyalty-query.ts'

export const tillsQuery = queryOptions({
  queryKey: ['loyalty', 'tills'],
  queryFn: ({ signal }) => api.get<TillSettings>('/loyalty/tills', undefined, signal),
})

export const cardSettingsQuery = (programmeId: string) =>
  queryOptions({
    queryKey: ['loyalty', 'card-settings', programmeId],
    queryFn: ({ signal }) => api.get<CardSettings>(programmePath(programmeId, '/card-settings'), undefined, signal),
  })

export const walletsQuery = queryOptions({
  queryKey: ['loyalty', 'wallets'],
  queryFn: ({ signal }) => api.get<WalletSettings>('/loyalty/wallets', undefined, signal),
})
