import * as contract from '#contract/loyalty-oversight'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { one, params, placeAt, tags } from '../deed-route.ts'
import type { LoyaltyDeps } from '../ledger/desk.ts'
import { decideFinding } from './decide-finding.ts'
import { listFindings } from './list-findings.ts'
import { noteExport } from './note-export.ts'
import { readTillFigures } from './read-till-figures.ts'

const read = { scope: 'people:read' } as const

const figures = workspaceRoute(read, {
  method: 'get',
  path: `${one}/till-figures`,
  tags,
  summary: 'What was done at tills, by shop and by who served, and who stands out',
  request: { params, query: contract.tillFiguresQuery },
  responses: { 200: json(contract.tillFiguresAnswer, 'The figures; those of people as CSV with format=csv') },
})
const findings = workspaceRoute(read, {
  method: 'get',
  path: `${one}/findings`,
  tags,
  summary: 'What looks like fraud, and what was decided about it',
  request: { params, query: contract.findingsQuery },
  responses: { 200: json(contract.loyaltyFindings, 'The findings; as CSV with format=csv') },
})
const decide = workspaceRoute(
  { scope: 'people:write' },
  {
    method: 'post',
    path: `${one}/findings/decide`,
    tags,
    summary: 'Say that a finding is fine, is to be looked into, or block whom it is about',
    request: { params, body: jsonBody(contract.decideFinding) },
    responses: { 204: { description: 'Kept' } },
  },
)

/** Oversight of tills, for managers. */
export function oversightRoutes(deps: LoyaltyDeps): Router {
  const router = createRouter()
  router.openapi(figures, async (c) => {
    const place = placeAt(c, c.req.valid('param'))
    const { days, format } = c.req.valid('query')
    const found = await readTillFigures(deps, place, days)
    if (format === 'json') return c.json(found, 200)
    await noteExport(deps, place, 'till_figures')
    const rows = found.staff.map((row) => [
      row.personId,
      row.name,
      ...staffColumns.map((name) => row[name]),
      row.outliers.join(' '),
    ])
    return csvAnswer(c, 'loyalty-till-figures.csv', ['person', 'name', ...staffColumns, 'outliers'], rows) as never
  })
  router.openapi(findings, async (c) => {
    const place = placeAt(c, c.req.valid('param'))
    const { show, format } = c.req.valid('query')
    const found = await listFindings(deps, place, show)
    if (format === 'json') return c.json(found, 200)
    await noteExport(deps, place, 'findings')
    const rows = found.findings.map((row) => [
      row.at,
      row.kind,
      row.members.map(({ memberId }) => memberId).join(' '),
      row.person?.personId ?? null,
      row.count,
      row.of,
      row.usual,
      row.decision?.decision ?? null,
      row.decision?.at ?? null,
    ])
    return csvAnswer(c, 'loyalty-findings.csv', findingHeader, rows) as never
  })
  router.openapi(decide, async (c) => {
    await decideFinding(deps, placeAt(c, c.req.valid('param')), c.req.valid('json'))
    return c.body(null, 204)
  })
  return router
}

const staffColumns = [
  'deeds',
  'guests',
  'stamps',
  'points',
  'purchases',
  'purchasesMinor',
  'rewards',
  'undone',
  'offline',
] as const
const findingHeader = ['at', 'kind', 'members', 'person', 'count', 'of', 'usual', 'decision', 'decided_at']
