import { type AuditQuery, auditPage, auditQuery, auditVerification } from '#contract/audit'
import type { CsvCell } from '#platform/csv'
import { createRouter, csvAnswer, json, type Router, workspaceRoute } from '#platform/http'
import type { Db } from '#platform/postgres'
import type { SealCheckpoint } from './checkpoint.ts'
import { eachEntry, listAudit } from './list-audit.ts'
import { verifyAudit } from './verify-audit.ts'

const tags = ['Audit']
const read = { scope: 'audit:read' } as const

const list = workspaceRoute(read, {
  method: 'get',
  path: '/audit',
  summary: 'Who did what, newest first; with format=csv everything that matches, as a table',
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
export function auditRoutes(deps: { db: Db; seal: SealCheckpoint }): Router {
  const { db } = deps
  const router = createRouter()
  router.openapi(list, async (c) => {
    const query = c.req.valid('query')
    if (query.format !== 'csv') return c.json(await listAudit(db, c.var.workspaceId, query), 200)
    return csvAnswer(c, 'audit.csv', header, csvRows(db, c.var.workspaceId, query)) as never
  })
  router.openapi(verification, async (c) => c.json(await verifyAudit(deps, c.var.workspaceId), 200))
  return router
}

async function* csvRows(db: Db, workspaceId: string, query: AuditQuery): AsyncIterable<CsvCell[]> {
  for await (const entry of eachEntry(db, workspaceId, query)) {
    yield [
      entry.sequence,
      entry.at,
      entry.actorKind,
      entry.actorName ?? entry.actorId,
      entry.action,
      entry.targetKind,
      entry.targetId,
      JSON.stringify(entry.detail),
    ]
  }
}
