import { sql } from 'kysely'
import {
  type Facts,
  findOwnedEvents,
  type LoggedEvent,
  noFacts,
  type OwnedEvent,
  type Project,
  reassignEvents,
  type Workspace,
} from '#modules/events'
import type { Tx } from '#platform/postgres'
import { projectRun } from '../project-run.ts'
import { findMerge, getKept, type Kept, type MergeRow, saveSeparated, setMergeStatus } from './merges.repo.ts'
import { mergeIdOf } from './project-merge.ts'
import { restoreCustomers } from './restore-customers.ts'
import { findSeparationProblem } from './separation-problem.ts'

/** Events of the running batch, whose owners are not written down yet; `customerIds` is changed in place. */
type Earlier = { events: LoggedEvent[]; customerIds: string[] }
type Since = LoggedEvent & { customerId: string; batchId?: number; place?: number }

const perRun = 5_000

/**
 * Undoes a join: both are put back to what they were, and everything that arrived for them since is told again, in order, as if they
 * had never been one. One that cannot be undone says why and stays.
 */
export async function projectSeparation(
  tx: Tx,
  workspace: Workspace,
  event: LoggedEvent,
  earlier: Earlier,
): ReturnType<Project> {
  const { workspaceId } = workspace
  const mergeId = mergeIdOf(event)
  const merge = mergeId === undefined ? undefined : await findMerge(tx, workspaceId, mergeId, true)
  if (merge?.status !== 'separating') return await projectRun(tx, workspace, [event])
  const kept = await getKept(tx, workspaceId, merge.mergeId)
  const problem = await findSeparationProblem(tx, workspaceId, merge, kept)
  if (problem || !kept) {
    await setMergeStatus(tx, workspaceId, merge.mergeId, 'merged', problem?.reason ?? null)
    return await projectRun(tx, workspace, [event])
  }
  const facts = noFacts()
  const visitors = await listVisitors(tx, workspaceId, merge, kept)
  const since = await findSince(tx, workspaceId, merge, [merge.intoId, ...visitors], earlier)
  await restoreCustomers(tx, workspace, merge, kept, since, facts)
  const owners = await tellAgain(tx, workspace, since, facts)
  await moveToOwners(tx, workspaceId, since, owners, earlier, facts)
  await redirectVisitors(tx, workspaceId, visitors, since, owners)
  facts.profiles = [...(facts.profiles ?? []), merge.fromId, merge.intoId, ...visitors]
  await saveSeparated(tx, workspaceId, merge.mergeId, event.occurredAt)
  return { customerIds: [merge.intoId], facts }
}

/** People who came after the join and turned out to be them: nothing of them is older than it, so telling again makes them anew. */
async function listVisitors(tx: Tx, workspaceId: string, merge: MergeRow, kept: Kept): Promise<string[]> {
  const found = await sql<{ id: string }>`select customer_id as id from customers
    where workspace_id = ${workspaceId} and merged_into = ${merge.intoId} and number >= ${kept.nextNumber}`.execute(tx)
  return found.rows.map((row) => row.id)
}

async function findSince(
  tx: Tx,
  workspaceId: string,
  merge: MergeRow,
  customerIds: string[],
  earlier: Earlier,
): Promise<Since[]> {
  const after = merge.position ?? 0
  const projected: OwnedEvent[] = await findOwnedEvents(tx, workspaceId, { customerIds, after })
  const wanted = new Set(customerIds)
  const running = earlier.events.flatMap((event, place): Since[] => {
    const customerId = earlier.customerIds[place] ?? ''
    return event.position > after && wanted.has(customerId) ? [{ ...event, customerId, place }] : []
  })
  return [...projected, ...running]
}

async function tellAgain(tx: Tx, workspace: Workspace, since: Since[], facts: Facts): Promise<string[]> {
  const owners: string[] = []
  for (let at = 0; at < since.length; at += perRun) {
    const told = await projectRun(tx, workspace, since.slice(at, at + perRun))
    owners.push(...told.customerIds)
    facts.sales.push(...told.facts.sales)
    facts.traits.push(...told.facts.traits)
    facts.repair.customers.push(...told.facts.repair.customers)
    facts.repair.days.push(...told.facts.repair.days)
  }
  return owners
}

async function moveToOwners(
  tx: Tx,
  workspaceId: string,
  since: Since[],
  owners: string[],
  earlier: Earlier,
  facts: Facts,
): Promise<void> {
  const moves = since.flatMap(({ position, batchId, place, customerId: old }, i) => {
    const customerId = owners[i] ?? old
    if (customerId === old) return []
    if (place !== undefined) earlier.customerIds[place] = customerId
    return batchId === undefined ? [] : [{ position, batchId, customerId }]
  })
  await reassignEvents(tx, workspaceId, moves)
  facts.moved = moves.map((move) => move.position)
}

/** Whoever knows a visitor by their first id is led to who they are now. */
async function redirectVisitors(
  tx: Tx,
  workspaceId: string,
  visitors: string[],
  since: Since[],
  owners: string[],
): Promise<void> {
  for (const visitor of visitors) {
    const owner = owners[since.findIndex((event) => event.customerId === visitor)]
    if (owner === undefined || owner === visitor) continue
    await sql`update customers set merged_into = ${owner} where workspace_id = ${workspaceId} and customer_id = ${visitor}`.execute(
      tx,
    )
  }
}
