import { sql } from 'kysely'
import type { Journey, JourneyFlow, JourneyNode, JourneyRuns } from '#contract/journeys'
import { countByChannel } from '#modules/messaging'
import { DomainError } from '#platform/errors'
import { inWorkspace, type Tx } from '#platform/postgres'
import { findFaults } from './find-faults.ts'
import { getJourney, readVersions } from './journeys.repo.ts'
import type { JourneysDeps } from './journeys-deps.ts'

type Flow = Omit<JourneyFlow, 'faults'> & { faults: Awaited<ReturnType<typeof findFaults>> }

/**
 * Where people are, how often each step was passed and with what outcome, how runs ended, and which steps cannot be done for anybody. Throws
 * not_found.
 */
export async function readFlow(
  deps: Pick<JourneysDeps, 'db' | 'actions'>,
  workspaceId: string,
  journeyId: string,
): Promise<Flow> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const journey = await getJourney(tx, workspaceId, journeyId)
    const waiting = await sql<{
      nodeId: string
      n: number
    }>`select node_id as "nodeId", count(*)::int as n from journey_runs
      where workspace_id = ${workspaceId} and journey_id = ${journeyId} and status = 'active' and node_id is not null group by 1`.execute(
      tx,
    )
    const passed = await sql<{
      nodeId: string
      outcome: string
      n: number
    }>`select node_id as "nodeId", outcome, count(*)::int as n
      from journey_steps where workspace_id = ${workspaceId} and journey_id = ${journeyId} group by 1, 2`.execute(tx)
    const ended = await sql<{
      status: string
      reason: string | null
      n: number
    }>`select status, reason, count(*)::int as n
      from journey_runs where workspace_id = ${workspaceId} and journey_id = ${journeyId} and status <> 'active' group by 1, 2`.execute(
      tx,
    )
    const nodes = new Map<string, JourneyFlow['nodes'][number]>()
    const at = (nodeId: string) => {
      const node = nodes.get(nodeId) ?? { nodeId, waiting: 0, outcomes: {} }
      nodes.set(nodeId, node)
      return node
    }
    for (const { nodeId, n } of waiting.rows) at(nodeId).waiting = n
    for (const { nodeId, outcome, n } of passed.rows) at(nodeId).outcomes[outcome] = n
    const sum = (status: string): number =>
      ended.rows.filter((row) => row.status === status).reduce((total, { n }) => total + n, 0)
    const left = ended.rows.filter(({ status }) => status === 'left').map(({ reason, n }) => [reason ?? '', n] as const)
    return {
      nodes: [...nodes.values()],
      faults:
        journey.status === 'archived'
          ? []
          : await findFaults(deps, tx, workspaceId, await nodesOf(tx, { workspaceId, journey })),
      channels: await countByChannel(tx, workspaceId, { kind: 'journey', id: journeyId }),
      ended: {
        finished: sum('finished'),
        left: Object.fromEntries(left),
        failed: sum('failed'),
        keptOut: sum('control'),
      },
    }
  })
}

/** Of the draft, and of what runs where that says something else. */
async function nodesOf(
  tx: Tx,
  { workspaceId, journey }: { workspaceId: string; journey: Journey },
): Promise<JourneyNode[]> {
  const { definition, version, changed, journeyId } = journey
  const live =
    changed && version !== null ? (await readVersions(tx, workspaceId, [journeyId]))(journeyId, version) : undefined
  const nodes = new Map(
    [...definition.nodes, ...(live?.definition.nodes ?? [])].map((node) => [JSON.stringify(node), node]),
  )
  return [...nodes.values()]
}

type Row = Omit<JourneyRuns['runs'][number], 'wakeAt' | 'enteredAt' | 'goalAt' | 'endedAt'> & {
  wakeAt: Date | null
  enteredAt: Date
  goalAt: Date | null
  endedAt: Date | null
}

/** Who began, the newest first; `cursor` is what the page before gave as `next`. Throws not_found. */
export async function readRuns(
  { db }: Pick<JourneysDeps, 'db'>,
  workspaceId: string,
  journeyId: string,
  { cursor, limit, node }: { cursor?: string | undefined; limit: number; node?: string | undefined },
): Promise<JourneyRuns> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    await getJourney(tx, workspaceId, journeyId)
    if (cursor !== undefined && !/^[0-9a-f-]{36}$/.test(cursor))
      throw new DomainError('invalid', 'bad_cursor', 'The cursor is not one that this list gave out.')
    const found =
      await sql<Row>`select r.run_id as "runId", coalesce(c.merged_into, r.customer_id) as "customerId", c.name, r.version,
        r.run_key as key, r.status, r.reason, r.node_id as "nodeId", r.wake_at as "wakeAt", r.entered_at as "enteredAt",
        r.goal_at as "goalAt", r.ended_at as "endedAt"
      from journey_runs r left join customers c using (workspace_id, customer_id)
      where r.workspace_id = ${workspaceId} and r.journey_id = ${journeyId}
        ${cursor === undefined ? sql`` : sql`and r.run_id < ${cursor}::uuid`}
        ${node === undefined ? sql`` : sql`and r.status = 'active' and r.node_id = ${node}`}
      order by r.run_id desc limit ${limit + 1}`.execute(tx)
    const runs = found.rows.slice(0, limit).map(({ wakeAt, enteredAt, goalAt, endedAt, ...row }) => ({
      ...row,
      wakeAt: wakeAt?.toISOString() ?? null,
      enteredAt: enteredAt.toISOString(),
      goalAt: goalAt?.toISOString() ?? null,
      endedAt: endedAt?.toISOString() ?? null,
    }))
    return { runs, next: found.rows.length > limit ? (runs.at(-1)?.runId ?? null) : null }
  })
}
