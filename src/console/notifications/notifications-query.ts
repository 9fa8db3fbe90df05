import { queryOptions } from '@tanstack/react-query'
import type { NotificationList } from '#contract/notifications'
import { api } from '../api/client.ts'

export const notificationsQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: ({ signal }) => api.get<NotificationList>('/notifications', undefined, signal),
  refetchInterval: 60_000,
})
