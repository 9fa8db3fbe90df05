import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Survey, SurveyAnswers, SurveyAnswersQuery, SurveyFigures, SurveyList } from '#contract/surveys'
import type { Calendar } from '#platform/i18n'
import { api } from '../api/client.ts'

export type Only = SurveyAnswersQuery['only']

// People answer without anybody here doing anything.
const renewMs = 30_000

export const surveysQuery = queryOptions({
  queryKey: ['surveys', 'list'],
  queryFn: ({ signal }) => api.get<SurveyList>('/surveys', undefined, signal),
  refetchInterval: renewMs,
})

export const surveyQuery = (surveyId: string) =>
  queryOptions({
    queryKey: ['surveys', 'one', surveyId],
    queryFn: ({ signal }) => api.get<Survey>(`/surveys/${surveyId}`, undefined, signal),
    refetchInterval: renewMs,
  })

/** Months are counted in the reader's calendar. */
export const figuresQuery = (surveyId: string, calendar: Calendar) =>
  queryOptions({
    queryKey: ['surveys', 'figures', surveyId, calendar],
    queryFn: ({ signal }) => api.get<SurveyFigures>(`/surveys/${surveyId}/figures`, { calendar }, signal),
    refetchInterval: renewMs,
  })

export const answersQuery = (surveyId: string, only: Only) =>
  infiniteQueryOptions({
    queryKey: ['surveys', 'answers', surveyId, only],
    queryFn: ({ pageParam, signal }) =>
      api.get<SurveyAnswers>(`/surveys/${surveyId}/answers`, { only, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: renewMs,
  })
