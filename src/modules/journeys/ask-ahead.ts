import { sql } from 'kysely'
import type { JourneyNode } from '#contract/journeys'
import { matchCustomers } from '#modules/segments'
import type { Tx } from '#platform/postgres'
import { readBestHours } from './best-hours.ts'
import { askWays } from './compare-ways.ts'
import { dayOf, readDate } from './event-date.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { nodeOf, type Traveller } from './walk.ts'

/** What steps depend on, asked for everybody who stands at one before they take it; by run. */
export type Known = {
  /** those at a branch of whom ClickHouse has not heard yet all that brought them there: they wait for that */
  behind: Set<string>
  /** those for whom the condition of their branch holds */
  holds: Set<string>
  /** those who belong to the segment they are to wait for, or waited for until now */
  belongs: Set<string>
  /** the date in the trait they are to wait for */
  dates: Map<string, Temporal.PlainDate>
  /** the best hour of each, in their zone */
  hours: Map<string, number>
  /** the way of a split that an experiment gave them */
  ways: Map<string, string>
}

export async function askAhead(deps: JourneysDeps, tx: Tx, workspaceId: string, moving: Traveller[]): Promise<Known> {
  const branches = groupsAt('branch', moving)
  const behind = branches.length === 0 ? new Set<string>() : await findBehind(tx, workspaceId, branches)
  return {
    behind,
    holds: await askBranches(deps, tx, workspaceId, withoutThose(branches, behind)),
    belongs: await askSegments(tx, workspaceId, groupsAt('wait_segment', moving)),
    dates: await askDates(tx, workspaceId, groupsAt('wait_date', moving)),
    hours: await askHours(deps, workspaceId, groupsAt('wait_best_hour', moving)),
    ways: await askSplits(deps, tx, workspaceId, groupsAt('split', moving)),
  }
}

/** Whether ClickHouse was told everything up to this batch. */
export async function isTold(tx: Tx, workspaceId: string, upTo: number): Promise<boolean> {
  const { oldest } = await readPlaces(tx, workspaceId)
  return oldest === null || oldest > upTo
}

/** Up to which batch journeys have looked, and the oldest that ClickHouse was not told of. */
async function readPlaces(tx: Tx, workspaceId: string): Promise<{ looked: number; oldest: number | null }> {
  const found = await sql<{ looked: number; oldest: number | null }>`select o.batch_id as looked,
      (select min(b.batch_id) from event_batches b
        where b.workspace_id = o.workspace_id and b.pending is not null) as oldest
    from journey_offsets o where o.workspace_id = ${workspaceId}`.execute(tx)
  return found.rows[0] ?? { looked: 0, oldest: null }
}

/**
 * Who came to a branch sooner than ClickHouse heard of it. Each waits for what was known when they came, written down in their run:
 * during an import there is always something newer that it was not told.
 */
async function findBehind(tx: Tx, workspaceId: string, groups: Group<'branch'>[]): Promise<Set<string>> {
  const { looked, oldest } = await readPlaces(tx, workspaceId)
  const behind = new Set<string>()
  if (oldest === null) return behind
  for (const { run } of groups.flatMap(({ those }) => those)) {
    run.awaitsBatch ??= looked
    if (oldest <= run.awaitsBatch) behind.add(run.runId)
  }
  return behind
}

const withoutThose = (groups: Group<'branch'>[], out: Set<string>): Group<'branch'>[] =>
  groups
    .map(({ node, those }) => ({ node, those: those.filter(({ run }) => !out.has(run.runId)) }))
    .filter(({ those }) => those.length > 0)

type Group<Kind extends JourneyNode['kind']> = { node: Extract<JourneyNode, { kind: Kind }>; those: Traveller[] }

/** Who stands at the same step with the same key; who waits there already has asked, and asks once more about a segment when time is over. */
function groupsAt<Kind extends JourneyNode['kind']>(kind: Kind, moving: Traveller[]): Group<Kind>[] {
  const groups = new Map<string, Group<Kind>>()
  for (const traveller of moving) {
    const node = nodeOf(traveller)
    if (node?.kind !== kind || (traveller.run.waits && kind !== 'wait_segment')) continue
    const { run } = traveller
    const slot = `${run.journeyId}:${run.version}:${node.id}:${kind === 'branch' ? run.key : ''}`
    const group = groups.get(slot) ?? { node: node as Group<Kind>['node'], those: [] }
    group.those.push(traveller)
    groups.set(slot, group)
  }
  return [...groups.values()]
}

async function askBranches(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  groups: Group<'branch'>[],
): Promise<Set<string>> {
  const holds = new Set<string>()
  for (const { node, those } of groups) {
    const persons = [...new Set(those.map(({ personId }) => personId))]
    const family = [...new Set(those.flatMap((one) => one.family))]
    const key = those[0]?.run.key
    const asked = key === '' ? undefined : key
    const found = await matchCustomers(deps, tx, workspaceId, node.condition, { persons, family }, asked)
    for (const { run, personId } of those) if (found.has(personId)) holds.add(run.runId)
  }
  return holds
}

async function askSegments(tx: Tx, workspaceId: string, groups: Group<'wait_segment'>[]): Promise<Set<string>> {
  const belongs = new Set<string>()
  for (const { node, those } of groups) {
    const members = await membersAmong(tx, workspaceId, node.segmentId, those)
    for (const { run, personId } of those) if (members.has(personId)) belongs.add(run.runId)
  }
  return belongs
}

/** Which of these people belong to a segment, under whatever id they lie there. */
export async function membersAmong(
  tx: Tx,
  workspaceId: string,
  segmentId: string,
  those: Pick<Traveller, 'personId' | 'family'>[],
): Promise<Set<string>> {
  const persons = those.flatMap(({ personId, family }) => family.map(() => personId))
  const found = await sql<{ id: string }>`select distinct p.person as id
    from unnest(${persons}::uuid[], ${those.flatMap(({ family }) => family)}::uuid[]) as p (person, member)
    join segment_members m on m.workspace_id = ${workspaceId} and m.segment_id = ${segmentId} and m.customer_id = p.member`.execute(
    tx,
  )
  return new Set(found.rows.map(({ id }) => id))
}

async function askDates(
  tx: Tx,
  workspaceId: string,
  groups: Group<'wait_date'>[],
): Promise<Map<string, Temporal.PlainDate>> {
  const dates = new Map<string, Temporal.PlainDate>()
  for (const { node, those } of groups) {
    if (!('trait' in node.day)) continue
    const found = await sql<{ id: string; told: string | null }>`select customer_id as id,
        traits #>> string_to_array(${node.day.trait}, '.') as told from customers
      where workspace_id = ${workspaceId} and customer_id = any(${those.map(({ personId }) => personId)}::uuid[])`.execute(
      tx,
    )
    const told = new Map(found.rows.map((row) => [row.id, row.told]))
    for (const { run, personId, zone } of those) {
      const date = readDate(told.get(personId), zone)
      if (date) dates.set(run.runId, dayOf(date))
    }
  }
  return dates
}

async function askSplits(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  groups: Group<'split'>[],
): Promise<Map<string, string>> {
  const ways = new Map<string, string>()
  for (const { node, those } of groups) {
    const experimentId = those[0]?.splits[node.id]
    if (experimentId === undefined) continue
    const ids = [...new Set(those.map(({ personId }) => personId))]
    const found = await askWays(deps, tx, workspaceId, experimentId, node, ids)
    for (const { run, personId } of those) {
      const way = found.get(personId)
      if (way !== undefined) ways.set(run.runId, way)
    }
  }
  return ways
}

async function askHours(
  { ch, clock }: JourneysDeps,
  workspaceId: string,
  groups: Group<'wait_best_hour'>[],
): Promise<Map<string, number>> {
  const hours = new Map<string, number>()
  for (const { node, those } of groups)
    for (const [runId, hour] of await readBestHours(ch.forWorkspace(workspaceId), clock.now(), node, those))
      hours.set(runId, hour)
  return hours
}
