import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Survey, SurveyAnswers, SurveyAnswersQuery, SurveyFigures, SurveyList } from '#contract/surveys'
import { api } from '../api/client.ts'

export type Only = SurveyAnswersQuery['only']

export const surveysQuery = queryOptions({
  queryKey: ['surveys', 'list'],
  queryFn: ({ signal }) => api.get<SurveyList>('/surveys', undefined, signal),
})

export const surveyQuery = (surveyId: string) =>
  queryOptions({
    queryKey: ['surveys', 'one', surveyId],
    queryFn: ({ signal }) => api.get<Survey>(`/surveys/${surveyId}`, undefined, signal),
  })

export const figuresQuery = (surveyId: string) =>
  queryOptions({
    queryKey: ['surveys', 'figures', surveyId],
    queryFn: ({ signal }) => api.get<SurveyFigures>(`/surveys/${surveyId}/figures`, undefined, signal),
  })

export const answersQuery = (surveyId: string, only: Only) =>
  infiniteQueryOptions({
    queryKey: ['surveys', 'answers', surveyId, only],
    queryFn: ({ pageParam, signal }) =>
      api.get<SurveyAnswers>(`/surveys/${surveyId}/answers`, { only, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
