import { auditPage, auditQuery, auditVerification } from '#contract/audit'
import { createRouter, csvAnswer, json, type Router, workspaceRoute } from '#platform/http'
import type { Db } from '#platform/postgres'
import { listAudit } from './list-audit.ts'
import { verifyAudit } from './verify-audit.ts'

const tags = ['Audit']
const read = { scope: 'audit:read' } as const

const list = workspaceRoute(read, {
  method: 'get',
  path: '/audit',
  summary: 'Who did what, newest first; as a table with format=csv',
  tags,
  request: { query: auditQuery },
  responses: { 200: json(auditPage, 'A page') },
})

const verification = workspaceRoute(read, {
  method: 'get',
  path: '/audit/verification',
  summary: 'Reckons the chain of hashes again and tells the first entry that is not what was written',
  tags,
  responses: { 200: json(auditVerification, 'Whether the chain is whole') },
})

const header = ['sequence', 'at', 'actor_kind', 'actor', 'action', 'target_kind', 'target_id', 'detail']

/** Mount at /api/v1. */
export function auditRoutes({ db }: { db: Db }): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const query = c.req.valid('query')
    const page = await listAudit(db, c.var.workspaceId, query)
    if (query.format !== 'csv') return c.json(page, 200)
    const rows = page.entries.map((entry) => [
      entry.sequence,
      entry.at,
      entry.actorKind,
      entry.actorName ?? entry.actorId,
      entry.action,
      entry.targetKind,
      entry.targetId,
      JSON.stringify(entry.detail),
    ])
    return csvAnswer(c, 'audit.csv', header, rows) as never
  })
  router.openapi(verification, async (c) => c.json(await verifyAudit(db, c.var.workspaceId), 200))
  return router
}
