import { sql } from 'kysely'
import type { JourneyDefinition, JourneyNode } from '#contract/journeys'
import { assignArm } from '#models/experiments'
import { queueMessage } from '#modules/messaging'
import { matchCustomers, segmentsOf } from '#modules/segments'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import type { JourneysDeps } from './journeys-deps.ts'
import { nextMoment } from './next-moment.ts'
import { endRun, type Run, type Step } from './runs.repo.ts'

/** Steps without a wait between them, and in a whole life: more is a circle. */
const mostInARow = 50
const mostSteps = 1_000

export type Traveller = {
  run: Run
  definition: JourneyDefinition
  personId: string
  family: string[]
  zone: string
  shopZone: string
}

/** Walks everybody to their next wait or end; conditions are asked for many at once. Whether something was done that others must hear of. */
export async function walk(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  travellers: Traveller[],
  steps: Step[],
): Promise<boolean> {
  const note = (run: Run, nodeId: string, outcome: string, detail: unknown = null): void => {
    run.steps += 1
    steps.push({ runId: run.runId, step: run.steps, journeyId: run.journeyId, nodeId, outcome, detail })
  }
  let acted = false
  let moving = travellers
  for (let round = 0; moving.length > 0; round++) {
    const holds = await askBranches(deps, tx, workspaceId, moving)
    const still: Traveller[] = []
    for (const traveller of moving) {
      const { run } = traveller
      const now = deps.clock.now()
      if (round >= mostInARow || run.steps >= mostSteps) {
        endRun(run, 'failed', 'loop', now.toString())
        continue
      }
      const node = traveller.definition.nodes.find(({ id }) => id === run.nodeId)
      if (!node || node.kind === 'exit') {
        endRun(run, 'finished', null, now.toString())
        continue
      }
      const move = await pass(deps, tx, workspaceId, traveller, node, holds.get(run.runId) ?? false)
      if (move.acted) acted = true
      if (move.wait) continue
      note(run, node.id, move.outcome, move.detail)
      Object.assign(run, { nodeId: move.next, waits: false, happened: false })
      still.push(traveller)
    }
    moving = still
  }
  return acted
}

type Move =
  | { wait: true; acted?: false }
  | { wait: false; next: string | null; outcome: string; detail?: unknown; acted?: boolean }

const go = (next: string | null, outcome: string, detail: unknown = null): Move => ({
  wait: false,
  next,
  outcome,
  detail,
})

async function pass(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  traveller: Traveller,
  node: Exclude<JourneyNode, { kind: 'exit' }>,
  holds: boolean,
): Promise<Move> {
  const { run } = traveller
  switch (node.kind) {
    case 'branch':
      return holds ? go(node.next, 'yes') : go(node.otherwise, 'no')
    case 'split': {
      const ways = node.ways.map(({ key, share }) => ({ name: key, weight: share }))
      const chosen = assignArm(`${run.journeyId}:${node.id}`, traveller.personId, ways)
      const way = node.ways.find(({ key }) => key === chosen) ?? node.ways[0]
      return go(way?.next ?? null, way?.key ?? '')
    }
    case 'message':
    case 'action':
      return await act(deps, tx, workspaceId, traveller, node)
    default:
      return await wait(deps, tx, workspaceId, traveller, node)
  }
}

/** What cannot be done is noted, and the run goes on: a failed message stalls nobody. */
async function act(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  { run, personId }: Traveller,
  node: Extract<JourneyNode, { kind: 'message' | 'action' }>,
): Promise<Move> {
  const key = `journey:${run.runId}:${run.steps + 1}`
  await sql`savepoint act`.execute(tx)
  try {
    if (node.kind === 'message') {
      const source = { kind: 'journey', id: run.journeyId, runId: run.runId } as const
      const { templateId, purpose } = node
      await queueMessage(tx, deps, workspaceId, {
        key,
        customerId: personId,
        templateId,
        purpose,
        source,
        data: run.data,
      })
    } else {
      const action = deps.actions.find(({ name }) => name === node.action)
      if (!action) throw new DomainError('invalid', 'journey_action', 'There is no such action.')
      const context = { workspaceId, customerId: personId, journeyId: run.journeyId, runId: run.runId, key }
      await action.perform(tx, context, action.schema.parse(node.params))
    }
    await sql`release savepoint act`.execute(tx)
    return { wait: false, next: node.next, outcome: node.kind === 'message' ? 'queued' : 'done', acted: true }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    await sql`rollback to savepoint act`.execute(tx)
    return go(node.next, 'failed', { reason: error.reason })
  }
}

type Waiting = Extract<JourneyNode, { kind: 'wait' | 'wait_until' | 'wait_for' | 'wait_segment' }>

async function wait(
  { clock }: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  { run, family, zone, shopZone }: Traveller,
  node: Waiting,
): Promise<Move> {
  const now = clock.now()
  const awaits = node.kind === 'wait_for' || node.kind === 'wait_segment'
  if (run.waits) {
    run.since = run.happened ? now.toString() : (run.wakeAt ?? now.toString())
    if (!awaits) return go(node.next, 'waited')
    return run.happened ? go(node.next, 'happened') : go(node.otherwise, 'timed_out')
  }
  if (awaits) {
    const early = run.early[node.id]
    const isEarly = early !== undefined && Temporal.Instant.compare(early, run.since) >= 0
    const belongs =
      node.kind === 'wait_segment' &&
      (await segmentsOf(tx, workspaceId, family)).some(({ segmentId }) => segmentId === node.segmentId)
    if (isEarly || belongs) return go(node.next, 'happened')
  }
  const until =
    node.kind === 'wait_until'
      ? nextMoment(now, node.at, node.zone === 'person' ? zone : shopZone, { weekdays: node.weekdays })
      : now.add({ seconds: node.seconds })
  if (Temporal.Instant.compare(until, now) <= 0) return go(node.next, 'waited')
  Object.assign(run, { waits: true, happened: false, wakeAt: until.toString() })
  return { wait: true }
}

/** The runs for which the condition of the branch they stand at holds. */
async function askBranches(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  moving: Traveller[],
): Promise<Map<string, boolean>> {
  const groups = new Map<string, { node: Extract<JourneyNode, { kind: 'branch' }>; those: Traveller[] }>()
  for (const traveller of moving) {
    const { run, definition } = traveller
    const node = definition.nodes.find(({ id }) => id === run.nodeId)
    if (node?.kind !== 'branch') continue
    const slot = `${run.journeyId}:${run.version}:${node.id}:${run.key}`
    const group = groups.get(slot) ?? { node, those: [] }
    group.those.push(traveller)
    groups.set(slot, group)
  }
  const answers = new Map<string, boolean>()
  for (const { node, those } of groups.values()) {
    const persons = [...new Set(those.map(({ personId }) => personId))]
    const family = [...new Set(those.flatMap((one) => one.family))]
    const key = those[0]?.run.key
    const found = await matchCustomers(
      deps,
      tx,
      workspaceId,
      node.condition,
      { persons, family },
      key === '' ? undefined : key,
    )
    for (const { run, personId } of those) answers.set(run.runId, found.has(personId))
  }
  return answers
}
