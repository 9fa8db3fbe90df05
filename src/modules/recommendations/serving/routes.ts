import {
  askRecommendations,
  recommendationAnswer,
  recommendationStatus,
  startedTraining,
} from '#contract/recommendations'
import { recordAudit } from '#modules/audit'
import { createRouter, json, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import type { TrainingDeps } from '../recommendation-deps.ts'
import { startTraining } from '../training/define-training.ts'
import { readStatus } from './read-status.ts'
import { recommendFor } from './recommend-for.ts'

const tags = ['Recommendations']

const ask = workspaceRoute(
  { scope: 'recommendations:read' },
  {
    method: 'get',
    path: '/recommendations',
    tags,
    summary: 'Products for a customer, beside a product or of the shop, each with its reason',
    request: { query: askRecommendations },
    responses: { 200: json(recommendationAnswer, 'Best first; of whom nothing is known gets what sells') },
  },
)
const status = workspaceRoute(
  { scope: 'recommendations:read' },
  {
    method: 'get',
    path: '/recommendations/model',
    tags,
    summary: 'What the recommendations are worth on the shop’s own past, and what the catalogue lacks',
    responses: { 200: json(recommendationStatus, 'The model in use with its report') },
  },
)
const train = workspaceRoute(
  { scope: 'recommendations:write' },
  {
    method: 'post',
    path: '/recommendations/training',
    tags,
    summary: 'Learn anew from what was bought and looked at; one at a time',
    responses: { 202: json(startedTraining, 'The job, as GET /jobs/{id} shows it') },
  },
)

export function recommendationRoutes(deps: TrainingDeps): Router {
  const router = createRouter()
  router.openapi(ask, async (c) => {
    const { workspaceId, locale } = c.var
    const { stock, ...wish } = c.req.valid('query')
    return c.json(await recommendFor(deps, workspaceId, { ...wish, anyStock: stock === 'any', locale }), 200)
  })
  router.openapi(status, async (c) => c.json(await readStatus(deps, c.var.workspaceId, c.var.locale), 200))
  router.openapi(train, async (c) => {
    const { workspaceId, actor } = c.var
    const personId = actor.kind === 'person' ? actor.actorId : undefined
    const started = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const job = await startTraining(tx, deps, workspaceId, personId)
      await recordAudit(tx, workspaceId, actor, {
        action: 'recommendations.trained',
        target: { kind: 'job', id: job.jobId },
      })
      return job
    })
    return c.json(started, 202)
  })
  return router
}
