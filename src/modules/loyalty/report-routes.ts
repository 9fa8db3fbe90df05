import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import * as contract from '#contract/loyalty-reports'
import { type Actor, createRouter, csvAnswer, json, type Router, workspaceRoute } from '#platform/http'
import { exportPeople } from './export-people.ts'
import type { LoyaltyDeps, Place } from './ledger/desk.ts'
import { ledgerHeader, ledgerLines, listLedger } from './reports/list-ledger.ts'
import { listMembers, type MemberQuery } from './reports/list-members.ts'
import { listMemberships } from './reports/list-memberships.ts'
import { readLiability } from './reports/read-liability.ts'
import { readOverview } from './reports/read-overview.ts'
import { readReturnRate } from './reports/read-return-rate.ts'

const tags = ['Loyalty']
const scope = { scope: 'loyalty:read' } as const
const params = z.object({ programmeId: z.uuid() })
const one = '/loyalty/programmes/{programmeId}'

const overview = workspaceRoute(scope, {
  method: 'get',
  path: `${one}/overview`,
  tags,
  summary: 'How the programme is doing: members, points, rewards, what is owed',
  request: { params },
  responses: { 200: json(contract.loyaltyOverview, 'The figures') },
})
const returnRate = workspaceRoute(scope, {
  method: 'get',
  path: `${one}/return-rate`,
  tags,
  summary: 'How many members and how many others came back; a comparison, not an effect',
  request: { params },
  responses: { 200: json(contract.loyaltyReturnRate, 'The figures') },
})
const members = workspaceRoute(scope, {
  method: 'get',
  path: `${one}/member-list`,
  tags,
  summary: 'Members a page at a time',
  request: { params, query: contract.loyaltyMemberQuery },
  responses: { 200: json(contract.loyaltyMemberList, 'A page; CSV of all with format=csv, for who may export') },
})
const ledger = workspaceRoute(scope, {
  method: 'get',
  path: `${one}/ledger`,
  tags,
  summary: 'The transactions of the ledger, newest first',
  request: { params, query: contract.loyaltyLedgerQuery },
  responses: { 200: json(contract.loyaltyLedger, 'A page; CSV of every line with format=csv, for who may export') },
})
const liability = workspaceRoute(scope, {
  method: 'get',
  path: `${one}/liability`,
  tags,
  summary: 'What the points that members hold will cost, with the method',
  request: { params, query: z.object({ format: z.enum(['json', 'csv']).default('json') }) },
  responses: { 200: json(contract.loyaltyLiabilityReport, 'The figures; its months as CSV with format=csv') },
})
const memberships = workspaceRoute(scope, {
  method: 'get',
  path: '/loyalty/customers/{customerId}',
  tags,
  summary: 'The programmes of which a customer is a member, and those they could join',
  request: { params: z.object({ customerId: z.uuid() }) },
  responses: { 200: json(contract.customerMemberships, 'The memberships') },
})

type Asked = Context<{ Variables: { workspaceId: string; actor: Actor } }>

export function reportRoutes(deps: LoyaltyDeps): Router {
  const router = createRouter()
  const at = (c: unknown, { programmeId }: { programmeId: string }): Place => {
    const { workspaceId, actor } = (c as Asked).var
    return { workspaceId, actor, programmeId }
  }
  router.openapi(overview, async (c) => c.json(await readOverview(deps, at(c, c.req.valid('param'))), 200))
  router.openapi(returnRate, async (c) => c.json(await readReturnRate(deps, at(c, c.req.valid('param'))), 200))
  router.openapi(members, async (c) => {
    const place = at(c, c.req.valid('param'))
    const { format, ...query } = c.req.valid('query')
    if (format === 'json') return c.json(await listMembers(deps, place, query), 200)
    await exportPeople(deps, c, place, 'members')
    return csvAnswer(c, 'loyalty-members.csv', memberHeader, memberRows(deps, place, query)) as never
  })
  router.openapi(ledger, async (c) => {
    const place = at(c, c.req.valid('param'))
    const { format, ...query } = c.req.valid('query')
    if (format === 'json') return c.json(await listLedger(deps, place, query), 200)
    await exportPeople(deps, c, place, 'ledger')
    return csvAnswer(c, 'loyalty-ledger.csv', ledgerHeader, ledgerLines(deps, place, query)) as never
  })
  router.openapi(liability, async (c) => {
    const found = await readLiability(deps, at(c, c.req.valid('param')))
    if (c.req.valid('query').format === 'json') return c.json(found, 200)
    const header = ['month', 'issued', 'redeemed', 'expired', 'reversed']
    const rows = found.months.map((row) => [row.month, row.issued, row.redeemed, row.expired, row.reversed])
    return csvAnswer(c, 'loyalty-points-by-month.csv', header, rows) as never
  })
  router.openapi(memberships, async (c) =>
    c.json(await listMemberships(deps, c.var.workspaceId, c.req.valid('param').customerId), 200),
  )
  return router
}

const memberHeader = [
  'member',
  'customer_id',
  'name',
  'reference',
  'points',
  'pending',
  'lifetime',
  'stamps',
  'rewards_ready',
  'tier',
  'joined_at',
  'last_active_at',
]

async function* memberRows(
  deps: LoyaltyDeps,
  place: Place,
  query: MemberQuery,
): AsyncIterable<(string | number | null)[]> {
  let cursor: string | undefined
  for (;;) {
    const page = await listMembers(deps, place, { ...query, cursor, limit: 200 })
    for (const one of page.members)
      yield [
        one.memberId,
        one.customerId,
        one.name,
        one.reference,
        one.available,
        one.pending,
        one.lifetime,
        one.stamps,
        one.rewardsReady,
        one.tier,
        one.joinedAt,
        one.lastActiveAt,
      ]
    if (page.next === null) return
    cursor = page.next
  }
}
