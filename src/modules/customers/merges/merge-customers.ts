import type { MergePair, MergeRecord } from '#contract/merges'
import { type AuditActor, recordAudit } from '#modules/audit'
import { eventPosition } from '#modules/events'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { appendCustomerEvents } from '../append-customer-events.ts'
import { awaitEvents } from '../await-events.ts'
import { findTargets } from '../customers.repo.ts'
import { describeMerges } from './describe-merges.ts'
import { mergedEvent, separatedEvent } from './merge-events.ts'
import { findMerge, getKept, insertMerge, type MergeRow, setMergeStatus } from './merges.repo.ts'
import { findSeparationProblem, type SeparationProblem } from './separation-problem.ts'

export type MergeDeps = { db: Db; clock: Clock; onWritten: (workspaceId: string) => void }

/**
 * Joins two people, as an event in the log; returns when it is done in both engines, or is under way after five seconds. Throws
 * not_found, and conflict when they are one already.
 */
export async function mergeCustomers(
  deps: MergeDeps,
  workspaceId: string,
  actor: AuditActor,
  pair: MergePair,
): Promise<MergeRecord> {
  const mergeId = newId()
  const position = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { fromId, intoId } = await resolvePair(tx, workspaceId, pair)
    const by = { actorKind: actor.kind, actorId: actor.kind === 'system' ? null : actor.actorId }
    await insertMerge(tx, workspaceId, { mergeId, fromId, intoId, ...by }, deps.clock.now())
    await appendCustomerEvents(tx, deps.clock, workspaceId, actor, [
      { customerId: intoId, event: mergedEvent, properties: { merge_id: mergeId, from: fromId, into: intoId } },
    ])
    const at = await eventPosition(tx, workspaceId)
    await recordAudit(tx, workspaceId, actor, {
      action: 'customer.merged',
      target: { kind: 'customer', id: intoId },
      detail: { mergeId, from: fromId },
    })
    return at
  })
  return await finish(deps, workspaceId, mergeId, position)
}

/**
 * Separates two people again: both as they were, what arrived since with whom it names. Only while nothing newer was made of them;
 * otherwise conflict says what is in the way.
 */
export async function undoMerge(
  deps: MergeDeps,
  workspaceId: string,
  actor: AuditActor,
  mergeId: string,
): Promise<MergeRecord> {
  const position = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const merge = await getMerge(tx, workspaceId, mergeId, true)
    const problem = await findSeparationProblem(tx, workspaceId, merge, await getKept(tx, workspaceId, mergeId))
    if (problem) throw cannotSeparate(problem)
    await setMergeStatus(tx, workspaceId, mergeId, 'separating')
    const { fromId, intoId } = merge
    await appendCustomerEvents(tx, deps.clock, workspaceId, actor, [
      { customerId: intoId, event: separatedEvent, properties: { merge_id: mergeId, from: fromId, into: intoId } },
    ])
    const at = await eventPosition(tx, workspaceId)
    await recordAudit(tx, workspaceId, actor, {
      action: 'customer.separated',
      target: { kind: 'customer', id: intoId },
      detail: { mergeId, from: fromId },
    })
    return at
  })
  return await finish(deps, workspaceId, mergeId, position)
}

async function finish(deps: MergeDeps, workspaceId: string, mergeId: string, position: number): Promise<MergeRecord> {
  deps.onWritten(workspaceId)
  await awaitEvents(deps.db, workspaceId, position)
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const merge = await getMerge(tx, workspaceId, mergeId)
    if (merge.status === 'failed')
      throw new DomainError('conflict', merge.reason ?? 'merge_failed', failures(merge.reason))
    const [record] = await describeMerges(tx, workspaceId, [merge])
    if (!record) throw new Error('A merge that was just made is not there')
    return record
  })
}

/** Who the two are now. Throws when there is no such customer or they are one. */
export async function resolvePair(tx: Tx, workspaceId: string, pair: MergePair): Promise<MergePair> {
  const targets = await findTargets(tx, workspaceId, [pair.fromId, pair.intoId])
  const from = targets.get(pair.fromId)
  const into = targets.get(pair.intoId)
  if (!from || !into) throw new DomainError('not_found', 'customer_not_found', 'There is no such customer.')
  if (from.customerId === into.customerId) throw new DomainError('conflict', 'already_one', failures('already_one'))
  return { fromId: from.customerId, intoId: into.customerId }
}

async function getMerge(tx: Tx, workspaceId: string, mergeId: string, lock = false): Promise<MergeRow> {
  const merge = await findMerge(tx, workspaceId, mergeId, lock)
  if (!merge) throw new DomainError('not_found', 'merge_not_found', 'Nobody was merged like that.')
  return merge
}

function cannotSeparate({ reason, mergeId }: SeparationProblem): DomainError {
  const messages: Record<SeparationProblem['reason'], string> = {
    merge_not_done: 'These two are not merged.',
    customer_gone: 'One of the two is no longer there.',
    newer_merge: 'One of the two was merged again since; undo that first.',
    joined_since:
      'Somebody who was known before turned out to be the same person since, so the two can no longer be told apart.',
  }
  return new DomainError('conflict', reason, messages[reason], mergeId === undefined ? {} : { mergeId })
}

function failures(reason: string | null): string {
  if (reason === 'already_one') return 'These two are one customer already.'
  if (reason === 'joined_meanwhile') return 'One of the two was merged with somebody else meanwhile.'
  return 'One of the two is no longer there.'
}
