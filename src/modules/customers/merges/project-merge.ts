import { z } from 'zod'
import { type LoggedEvent, noFacts, type Project, type Workspace } from '#modules/events'
import type { Tx } from '#platform/postgres'
import { findTargets, moveIdentities, type Target } from '../customers.repo.ts'
import { homeCountry } from '../identity/read-identities.ts'
import { recountMeasures, saveMeasures } from '../orders/measures.repo.ts'
import { mergeSales } from '../orders/merge-sales.ts'
import { projectProfiles } from '../profile/project-profiles.ts'
import { projectRun } from '../project-run.ts'
import { keepState } from './keep-state.ts'
import { findMerge, type MergeRow, saveMerged, setMergeStatus } from './merges.repo.ts'

/** Joins two people because somebody said so, and keeps what is needed to separate them again. One that cannot be done says why. */
export async function projectMerge(tx: Tx, workspace: Workspace, event: LoggedEvent): ReturnType<Project> {
  const { workspaceId } = workspace
  const mergeId = mergeIdOf(event)
  const merge = mergeId === undefined ? undefined : await findMerge(tx, workspaceId, mergeId, true)
  if (merge?.status !== 'pending') return await projectRun(tx, workspace, [event])
  const targets = await findTargets(tx, workspaceId, [merge.fromId, merge.intoId])
  const from = targets.get(merge.fromId)
  const into = targets.get(merge.intoId)
  const problem = findProblem(merge, from, into)
  if (problem !== undefined || !from || !into) {
    await setMergeStatus(tx, workspaceId, merge.mergeId, 'failed', problem ?? 'customer_gone')
    return await projectRun(tx, workspace, [event])
  }
  const kept = await keepState(tx, workspaceId, from.customerId, into.customerId)
  const merges = [{ from: from.customerId, into: into.customerId }]
  const numbers = new Map([from, into].map((target) => [target.customerId, target.number]))
  const facts = noFacts()
  const recount = new Set<string>()
  await projectProfiles(tx, workspaceId, [], [], merges, new Map(), homeCountry(workspace.locale), facts)
  await moveIdentities(tx, workspaceId, merges)
  await mergeSales(tx, workspaceId, merges, numbers, recount, facts)
  await saveMeasures(tx, workspaceId, await recountMeasures(tx, workspaceId, [...recount], workspace.currency))
  await saveMerged(tx, workspaceId, merge.mergeId, {
    intoId: into.customerId,
    position: event.position,
    at: event.occurredAt,
    kept,
  })
  return { customerIds: [into.customerId], facts }
}

export function mergeIdOf(event: LoggedEvent): string | undefined {
  return z.uuid().safeParse(event.body.properties?.merge_id).data
}

function findProblem(merge: MergeRow, from: Target | undefined, into: Target | undefined): string | undefined {
  if (!from || !into) return 'customer_gone'
  if (from.customerId === into.customerId) return 'already_one'
  // Between the question and now they became part of somebody whom nobody looked at.
  return from.customerId === merge.fromId ? undefined : 'joined_meanwhile'
}
