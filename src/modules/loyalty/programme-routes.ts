import { z } from '@hono/zod-openapi'
import {
  changeLoyaltyProgramme,
  createLoyaltyProgramme,
  ledgerVerdict,
  liabilityQuestion,
  loyaltyLiability,
  loyaltyProgramme,
  loyaltyProgrammes,
  loyaltyRewards,
  loyaltyVersions,
  tryLoyaltyRules,
} from '#contract/loyalty'
import { loyaltyReplay } from '#contract/loyalty-reports'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import type { Jobs } from '#platform/jobs'
import { inWorkspace } from '#platform/postgres'
import { checkLedger } from './ledger/check-ledger.ts'
import type { ChainDeps } from './ledger/desk.ts'
import { verifyChain } from './ledger/seal.ts'
import { readLastCheck } from './ledger/watch-ledgers.ts'
import { readReplay, startReplay } from './replay/replays.ts'
import { readUsualOrder } from './reports/read-usual-order.ts'
import { reckonLiability } from './rules/liability.ts'
import { listRewards } from './serving/list-rewards.ts'
import { changeProgramme, createProgramme, getProgramme, listProgrammes, listVersions } from './serving/programmes.ts'

const tags = ['Loyalty']
const read = { scope: 'loyalty:read' } as const
const write = { scope: 'loyalty:write' } as const
const params = z.object({ programmeId: z.uuid() })
const base = '/loyalty/programmes'
const one = '/loyalty/programmes/{programmeId}'

const list = workspaceRoute(read, {
  method: 'get',
  path: base,
  tags,
  summary: 'Loyalty programmes',
  responses: { 200: json(loyaltyProgrammes, 'Oldest first') },
})
const create = workspaceRoute(write, {
  method: 'post',
  path: base,
  tags,
  summary: 'Make a programme; the same programmeId again makes no second one',
  request: { body: jsonBody(createLoyaltyProgramme) },
  responses: { 201: json(loyaltyProgramme, 'The programme') },
})
const get = workspaceRoute(read, {
  method: 'get',
  path: one,
  tags,
  summary: 'One programme with the rules in force',
  request: { params },
  responses: { 200: json(loyaltyProgramme, 'The programme') },
})
const change = workspaceRoute(write, {
  method: 'patch',
  path: one,
  tags,
  summary: 'Rename, archive, or put new rules in force as a new version',
  request: { params, body: jsonBody(changeLoyaltyProgramme) },
  responses: { 200: json(loyaltyProgramme, 'The programme') },
})
const versions = workspaceRoute(read, {
  method: 'get',
  path: `${one}/versions`,
  tags,
  summary: 'Every version of its rules, newest first',
  request: { params },
  responses: { 200: json(loyaltyVersions, 'The versions') },
})
const rewards = workspaceRoute(read, {
  method: 'get',
  path: `${one}/rewards`,
  tags,
  summary: 'Its rewards, how many were claimed and are left',
  request: { params },
  responses: { 200: json(loyaltyRewards, 'The rewards') },
})
const verify = workspaceRoute(read, {
  method: 'post',
  path: '/loyalty/ledger/verify',
  tags,
  summary: 'Reckon the hash chain and everything that must hold of the ledger again',
  responses: { 200: json(ledgerVerdict, 'What was found') },
})
const liability = workspaceRoute(read, {
  method: 'post',
  path: '/loyalty/liability',
  tags,
  summary: 'Deferred revenue for points by IFRS 15, from the figures given',
  request: { body: jsonBody(liabilityQuestion) },
  responses: { 200: json(loyaltyLiability, 'Minor units') },
})

const tryOut = workspaceRoute(write, {
  method: 'post',
  path: `${one}/replays`,
  tags,
  summary: 'Try rules over the orders of the last 12 months; nothing is switched on',
  request: { params, body: jsonBody(tryLoyaltyRules) },
  responses: { 202: json(loyaltyReplay, 'It runs as a job of this id') },
})
const replay = workspaceRoute(read, {
  method: 'get',
  path: `${one}/replays/{replayId}`,
  tags,
  summary: 'A trial of rules: how far it is, and what it found',
  request: { params: params.extend({ replayId: z.uuid() }) },
  responses: { 200: json(loyaltyReplay, 'The trial') },
})

export function programmeRoutes(deps: ChainDeps & { jobs: Jobs }): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { workspaceId } = c.var
    const found = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const programmes = await listProgrammes(tx, workspaceId)
      return { programmes, usualOrderMinor: programmes.length > 0 ? null : await readUsualOrder(tx, workspaceId) }
    })
    return c.json(found, 200)
  })
  router.openapi(create, async (c) =>
    c.json(await createProgramme(deps, c.var.workspaceId, c.var.actor, c.req.valid('json')), 201),
  )
  router.openapi(get, async (c) => {
    const { workspaceId } = c.var
    const { programmeId } = c.req.valid('param')
    return c.json(await inWorkspace(deps.db, workspaceId, (tx) => getProgramme(tx, workspaceId, programmeId)), 200)
  })
  router.openapi(change, async (c) => {
    const { programmeId } = c.req.valid('param')
    return c.json(await changeProgramme(deps, c.var.workspaceId, c.var.actor, programmeId, c.req.valid('json')), 200)
  })
  router.openapi(versions, async (c) => {
    const { workspaceId } = c.var
    const { programmeId } = c.req.valid('param')
    const found = await inWorkspace(deps.db, workspaceId, (tx) => listVersions(tx, workspaceId, programmeId))
    return c.json({ versions: found }, 200)
  })
  router.openapi(rewards, async (c) => {
    const place = { workspaceId: c.var.workspaceId, actor: c.var.actor, ...c.req.valid('param') }
    return c.json({ rewards: await listRewards(deps, place) }, 200)
  })
  router.openapi(tryOut, async (c) => {
    const place = { workspaceId: c.var.workspaceId, actor: c.var.actor, ...c.req.valid('param') }
    return c.json(await startReplay(deps, deps.jobs, place, c.req.valid('json').rules), 202)
  })
  router.openapi(replay, async (c) => {
    const { replayId, programmeId } = c.req.valid('param')
    const place = { workspaceId: c.var.workspaceId, actor: c.var.actor, programmeId }
    return c.json(await readReplay(deps, place, replayId), 200)
  })
  router.openapi(verify, async (c) => {
    const { workspaceId } = c.var
    const chain = await verifyChain(deps, workspaceId)
    const checks = await checkLedger(deps.db, workspaceId)
    const last = await inWorkspace(deps.db, workspaceId, (tx) => readLastCheck(tx, workspaceId))
    const byItself = last ? { at: last.at.toISOString(), broken: last.broken.length } : null
    return c.json({ ...chain, checks, byItself }, 200)
  })
  router.openapi(liability, (c) => c.json(reckonLiability(c.req.valid('json')), 200))
  return router
}
