import { sql } from 'kysely'
import type { JourneyDefinition, JourneyNode } from '#contract/journeys'
import { assignArm } from '#models/experiments'
import type { Tx } from '#platform/postgres'
import { askAhead, type Known } from './ask-ahead.ts'
import type { Splits } from './compare-ways.ts'
import { act, sendMessages } from './do-steps.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { endRun, type Run, type Step } from './runs.repo.ts'
import { wait } from './wait.ts'

/** Steps without a wait between them, and in a whole life: more is a circle. */
const mostInARow = 50
const mostSteps = 1_000

export type Traveller = {
  run: Run
  definition: JourneyDefinition
  splits: Splits
  personId: string
  family: string[]
  zone: string
  shopZone: string
}

export type Move =
  | { wait: true; acted?: false }
  | { wait: false; next: string | null; outcome: string; detail?: unknown; acted?: boolean }

export const go = (next: string | null, outcome: string, detail: unknown = null): Move => ({
  wait: false,
  next,
  outcome,
  detail,
})

export const nodeOf = ({ run, definition }: Traveller): JourneyNode | undefined =>
  definition.nodes.find(({ id }) => id === run.nodeId)

/**
 * Walks everybody to their next wait or end; whatever can be asked or sent for many is. `acted`: something was done that others must
 * hear of; `awaited`: up to which batch of events ClickHouse must be told before all who stand at a branch can go on. Whoever is in a
 * journey that is paused meanwhile stays where they are.
 */
export async function walk(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  travellers: Traveller[],
  steps: Step[],
): Promise<{ acted: boolean; awaited: number | null }> {
  const note = (run: Run, nodeId: string, outcome: string, detail: unknown = null): void => {
    run.steps += 1
    steps.push({ runId: run.runId, step: run.steps, journeyId: run.journeyId, nodeId, outcome, detail })
  }
  const done: { acted: boolean; awaited: number | null } = { acted: false, awaited: null }
  let moving = travellers
  for (let round = 0; moving.length > 0; round++) {
    const now = deps.clock.now()
    for (const { run } of moving)
      if (round >= mostInARow || run.steps >= mostSteps) endRun(run, 'failed', 'loop', now.toString())
    moving = moving.filter(({ run }) => run.status === 'active')
    const stopped = await readStopped(tx, workspaceId, moving)
    moving = moving.filter(({ run }) => !stopped.has(run.journeyId))
    const known = await askAhead(deps, tx, workspaceId, moving)
    const sent = await sendMessages(deps, tx, workspaceId, moving)
    const still: Traveller[] = []
    for (const traveller of moving) {
      const { run } = traveller
      const node = nodeOf(traveller)
      if (!node || node.kind === 'exit') {
        endRun(run, 'finished', null, now.toString())
        continue
      }
      const isDone = sent.get(run.runId)
      if (!isDone && isDeed(node) && (await readStopped(tx, workspaceId, [traveller])).size > 0) continue
      const move = isDone ?? (await pass(deps, tx, workspaceId, traveller, node, known))
      if (move.acted) done.acted = true
      if (move.wait) {
        if (run.awaitsBatch !== null) done.awaited = Math.max(run.awaitsBatch, done.awaited ?? 0)
        continue
      }
      note(run, node.id, move.outcome, move.detail)
      Object.assign(run, { nodeId: move.next, waits: false, happened: false, awaitsBatch: null })
      still.push(traveller)
    }
    moving = still
  }
  return done
}

const isDeed = ({ kind }: JourneyNode): boolean => kind === 'message' || kind === 'action'

/** Journeys that do not run any more: hundreds of people may be in hand when somebody pauses one. */
async function readStopped(tx: Tx, workspaceId: string, travellers: Traveller[]): Promise<Set<string>> {
  const ids = [...new Set(travellers.map(({ run }) => run.journeyId))]
  const found = await sql<{ id: string }>`select journey_id as id from journeys
    where workspace_id = ${workspaceId} and journey_id = any(${ids}::uuid[]) and status <> 'running'`.execute(tx)
  return new Set(found.rows.map(({ id }) => id))
}

async function pass(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  traveller: Traveller,
  node: Exclude<JourneyNode, { kind: 'exit' }>,
  known: Known,
): Promise<Move> {
  const { run, personId } = traveller
  switch (node.kind) {
    case 'branch':
      if (known.behind.has(run.runId)) return { wait: true }
      return known.holds.has(run.runId) ? go(node.next, 'yes') : go(node.otherwise, 'no')
    case 'split': {
      const asked = known.ways.get(run.runId)
      const way = node.ways.find(({ key }) => key === asked) ?? chooseWay(run.journeyId, node, personId)
      return { wait: false, next: way?.next ?? null, outcome: way?.key ?? '', acted: asked !== undefined }
    }
    case 'message':
    case 'action':
      return await act(deps, tx, workspaceId, traveller, node)
    default:
      return wait(deps.clock.now(), traveller, node, known)
  }
}

/** The same person always goes the same way. */
export function chooseWay(journeyId: string, node: Extract<JourneyNode, { kind: 'split' }>, personId: string) {
  const ways = node.ways.map(({ key, share }) => ({ name: key, weight: share }))
  const chosen = assignArm(`${journeyId}:${node.id}`, personId, ways)
  return node.ways.find(({ key }) => key === chosen) ?? node.ways[0]
}
