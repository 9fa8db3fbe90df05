import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { MessageCalendar, SilencePage } from '#contract/message-calendar'
import type { MessageMix, MessagePolicy } from '#contract/message-policy'
import type { MessagePreview, MessageTemplate, PreviewMessage, TemplateList } from '#contract/message-templates'
import type { MessageDetail, MessagePage, SuppressionPage } from '#contract/messaging'
import type { MessageState } from '#contract/messaging-words'
import { api } from '../api/client.ts'

export const outboxQuery = (state: MessageState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['messages', 'outbox', state],
    queryFn: ({ pageParam, signal }) =>
      api.get<MessagePage>('/messages', { state, limit: 50, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
export const messageQuery = (messageId: string) =>
  queryOptions({
    queryKey: ['messages', 'one', messageId],
    queryFn: ({ signal }) => api.get<MessageDetail>(`/messages/${messageId}`, undefined, signal),
  })
export const templatesQuery = queryOptions({
  queryKey: ['message-templates'],
  queryFn: ({ signal }) => api.get<TemplateList>('/message-templates', undefined, signal),
})
export const templateQuery = (templateId: string) =>
  queryOptions({
    queryKey: ['message-templates', templateId],
    queryFn: ({ signal }) => api.get<MessageTemplate>(`/message-templates/${templateId}`, undefined, signal),
  })
export const previewQuery = (wanted: PreviewMessage) =>
  queryOptions({
    queryKey: ['message-preview', wanted],
    queryFn: () => api.post<MessagePreview>('/message-templates/preview', wanted),
    placeholderData: (before: MessagePreview | undefined) => before,
    retry: false,
  })
export const policyQuery = queryOptions({
  queryKey: ['message-policy'],
  queryFn: ({ signal }) => api.get<MessagePolicy>('/message-policy', undefined, signal),
})
export const mixQuery = queryOptions({
  queryKey: ['message-mix'],
  queryFn: ({ signal }) => api.get<MessageMix>('/message-mix', undefined, signal),
})
export const suppressionsQuery = (reason: 'bounced' | 'complained' | undefined) =>
  infiniteQueryOptions({
    queryKey: ['message-suppressions', reason],
    queryFn: ({ pageParam, signal }) =>
      api.get<SuppressionPage>('/message-suppressions', { reason, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
export const silenceQuery = (days: number) =>
  infiniteQueryOptions({
    queryKey: ['message-silence', days],
    queryFn: ({ pageParam, signal }) => api.get<SilencePage>('/message-silence', { days, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
export const calendarQuery = (from: string, until: string) =>
  queryOptions({
    queryKey: ['message-calendar', from, until],
    queryFn: ({ signal }) => api.get<MessageCalendar>('/message-calendar', { from, until }, signal),
  })
