import { sql } from 'kysely'
import type { JourneyNode } from '#contract/journeys'
import { queueMessages, requireTemplate } from '#modules/messaging'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import type { JourneysDeps } from './journeys-deps.ts'
import type { Run } from './runs.repo.ts'
import { go, type Move, nodeOf, type Traveller } from './walk.ts'

type MessageNode = Extract<JourneyNode, { kind: 'message' }>
type Doing = Extract<JourneyNode, { kind: 'message' | 'action' }>

const keyOfStep = (runId: string, step: number): string => `journey:${runId}:${step}`
const keyOf = (run: Run): string => keyOfStep(run.runId, run.steps + 1)

/** Under which everything lies that these runs have done. */
export const keysOf = (runs: Run[]): string[] =>
  runs.flatMap(({ runId, steps }) => Array.from({ length: steps }, (_, i) => keyOfStep(runId, i + 1)))

/** Puts the messages of everybody who stands at one into the outbox, those of a step together. Who is missing is done one by one. */
export async function sendMessages(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  moving: Traveller[],
): Promise<Map<string, Move>> {
  const groups = new Map<string, { node: MessageNode; those: Traveller[] }>()
  for (const traveller of moving) {
    const node = nodeOf(traveller)
    if (node?.kind !== 'message') continue
    const slot = `${traveller.run.journeyId}:${node.templateId}:${node.purpose}:${node.channel ?? ''}`
    const group = groups.get(slot) ?? { node, those: [] }
    group.those.push(traveller)
    groups.set(slot, group)
  }
  const moves = new Map<string, Move>()
  for (const { node, those } of groups.values()) {
    if (those.length < 2) continue
    if (await attempt(tx, () => send(deps, tx, workspaceId, node, those))) continue
    for (const traveller of those) {
      const next = nodeOf(traveller)
      if (next?.kind === 'message')
        moves.set(traveller.run.runId, { wait: false, next: next.next, outcome: 'queued', acted: true })
    }
  }
  return moves
}

/** What cannot be done is noted, and the run goes on: a failed message stalls nobody. */
export async function act(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  traveller: Traveller,
  node: Doing,
): Promise<Move> {
  const isMessage = node.kind === 'message'
  const failed = await attempt(tx, () =>
    isMessage
      ? send(deps, tx, workspaceId, node, [traveller])
      : perform(deps, tx, workspaceId, traveller, node.action, node.params),
  )
  if (failed) return go(node.next, 'failed', { reason: failed.reason })
  return { wait: false, next: node.next, outcome: isMessage ? 'queued' : 'done', acted: true }
}

/** The refusal, with nothing done; undefined when it is done. */
async function attempt(tx: Tx, work: () => Promise<unknown>): Promise<DomainError | undefined> {
  await sql`savepoint act`.execute(tx)
  try {
    await work()
    await sql`release savepoint act`.execute(tx)
    return undefined
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    await sql`rollback to savepoint act`.execute(tx)
    return error
  }
}

async function send(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  { templateId, purpose, channel }: MessageNode,
  those: Traveller[],
): Promise<void> {
  await requireTemplate(tx, workspaceId, templateId)
  const id = those[0]?.run.journeyId ?? ''
  const source = { kind: 'journey', id } as const
  const shared = { templateId, purpose, source, ...(channel ? { channel } : {}) }
  const people = those.map(({ run, personId }) => ({
    key: keyOf(run),
    customerId: personId,
    runId: run.runId,
    data: run.data,
  }))
  await queueMessages(tx, deps, workspaceId, shared, people)
}

async function perform(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  { run, personId }: Traveller,
  name: string,
  params: unknown,
): Promise<void> {
  const action = deps.actions.find((one) => one.name === name)
  if (!action) throw new DomainError('invalid', 'journey_action', 'There is no such action.')
  const context = { workspaceId, customerId: personId, journeyId: run.journeyId, runId: run.runId, key: keyOf(run) }
  await action.perform(tx, context, action.schema.parse(params))
}
