import { z } from '@hono/zod-openapi'
import {
  changeSurvey as changeBody,
  createSurvey as createBody,
  survey,
  surveyAnswers,
  surveyAnswersQuery,
  surveyFigures,
  surveyFiguresQuery,
  surveyList,
} from '#contract/surveys'
import { recordExport } from '#modules/audit'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import { describeSurvey, listSurveys } from './describe-survey.ts'
import { answersCsvHeader, answersCsvRows, listAnswers } from './list-answers.ts'
import { openSurvey } from './open-survey.ts'
import { readFigures } from './read-figures.ts'
import { getSurvey } from './surveys.repo.ts'
import type { SurveysDeps } from './surveys-deps.ts'
import { changeSurvey, closeSurvey, createSurvey, deleteSurvey } from './write-survey.ts'

const tags = ['Surveys']
const read = { scope: 'surveys:read' } as const
const write = { scope: 'surveys:write' } as const
const params = z.object({ surveyId: z.uuid() })
const one = { 200: json(survey, 'The survey') }

const list = workspaceRoute(read, {
  method: 'get',
  path: '/surveys',
  tags,
  summary: 'Surveys with what they came to, the newest first',
  responses: { 200: json(surveyList, 'All of them') },
})
const create = workspaceRoute(write, {
  method: 'post',
  path: '/surveys',
  tags,
  summary:
    'Write a survey down; nobody is asked before it is opened. Without words it gets those that are usual for its kind',
  request: { body: jsonBody(createBody) },
  responses: { 201: json(survey, 'A draft') },
})
const get = workspaceRoute(read, {
  method: 'get',
  path: '/surveys/{surveyId}',
  tags,
  summary: 'One survey',
  request: { params },
  responses: one,
})
const change = workspaceRoute(write, {
  method: 'patch',
  path: '/surveys/{surveyId}',
  tags,
  summary: 'Change a survey; what is not given stays',
  request: { params, body: jsonBody(changeBody) },
  responses: one,
})
const remove = workspaceRoute(write, {
  method: 'delete',
  path: '/surveys/{surveyId}',
  tags,
  summary: 'Remove a survey that was never open',
  request: { params },
  responses: { 204: { description: 'Removed' } },
})
const open = workspaceRoute(write, {
  method: 'post',
  path: '/surveys/{surveyId}/open',
  tags,
  summary: 'People can be asked from now on; its letter is made where it has none',
  request: { params },
  responses: one,
})
const close = workspaceRoute(write, {
  method: 'post',
  path: '/surveys/{surveyId}/close',
  tags,
  summary: 'Nobody is asked any more, and nobody can answer',
  request: { params },
  responses: one,
})
const figures = workspaceRoute(read, {
  method: 'get',
  path: '/surveys/{surveyId}/figures',
  tags,
  summary: 'How its answers are spread, and how they went from month to month',
  request: { params, query: surveyFiguresQuery },
  responses: { 200: json(surveyFigures, 'Counts, mean and months') },
})
const answers = workspaceRoute(read, {
  method: 'get',
  path: '/surveys/{surveyId}/answers',
  tags,
  summary: 'Its answers, the latest first',
  request: { params, query: surveyAnswersQuery },
  responses: { 200: json(surveyAnswers, 'A page of answers; CSV of all with format=csv, for who may export') },
})

export function surveyRoutes(deps: SurveysDeps): Router {
  const app = createRouter()
  const { db } = deps
  app.openapi(list, async (c) => {
    const { workspaceId } = c.var
    return c.json({ surveys: await inWorkspace(db, workspaceId, (tx) => listSurveys(tx, deps, workspaceId)) }, 200)
  })
  app.openapi(create, async (c) => c.json(await createSurvey(deps, c.var, c.req.valid('json')), 201))
  app.openapi(get, async (c) => {
    const { workspaceId } = c.var
    const { surveyId } = c.req.valid('param')
    return c.json(await inWorkspace(db, workspaceId, (tx) => describeSurvey(tx, deps, workspaceId, surveyId)), 200)
  })
  app.openapi(change, async (c) =>
    c.json(await changeSurvey(deps, c.var, c.req.valid('param').surveyId, c.req.valid('json')), 200),
  )
  app.openapi(remove, async (c) => {
    await deleteSurvey(deps, c.var, c.req.valid('param').surveyId)
    return c.body(null, 204)
  })
  app.openapi(open, async (c) => c.json(await openSurvey(deps, c.var, c.req.valid('param').surveyId), 200))
  app.openapi(close, async (c) => c.json(await closeSurvey(deps, c.var, c.req.valid('param').surveyId), 200))
  app.openapi(figures, async (c) => {
    const { workspaceId } = c.var
    const { surveyId } = c.req.valid('param')
    const { calendar } = c.req.valid('query')
    const found = await inWorkspace(db, workspaceId, (tx) => readFigures(tx, deps, workspaceId, surveyId, calendar))
    return c.json(found, 200)
  })
  app.openapi(answers, async (c) => {
    const { workspaceId, actor } = c.var
    const { surveyId } = c.req.valid('param')
    const query = c.req.valid('query')
    if (query.format === 'csv') {
      const asked = await inWorkspace(db, workspaceId, async (tx) => {
        const found = await getSurvey(tx, workspaceId, surveyId)
        await recordExport(tx, workspaceId, actor, { kind: 'survey', id: surveyId }, { list: 'survey_answers' })
        return found
      })
      return csvAnswer(c, 'answers.csv', answersCsvHeader, answersCsvRows(db, workspaceId, asked, query.only)) as never
    }
    return c.json(await inWorkspace(db, workspaceId, (tx) => listAnswers(tx, workspaceId, surveyId, query)), 200)
  })
  return app
}
