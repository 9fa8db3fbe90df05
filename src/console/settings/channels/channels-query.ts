import { queryOptions } from '@tanstack/react-query'
import type { ChannelList } from '#contract/message-channel-settings'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'

export const channelsQuery = queryOptions({
  queryKey: ['message-channels'],
  queryFn: ({ signal }) => api.get<ChannelList>('/message-channels', undefined, signal),
})

export const keepChannels = (list: ChannelList): void => void queryClient.setQueryData(channelsQuery.queryKey, list)
