import { sql } from 'kysely'
import type { JourneyDefinition } from '#contract/journeys'
import { type Assignment, amongGlobalControl, assign } from '#modules/experiments'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import type { LiveJourney } from './journeys.repo.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { insertRuns, type Run } from './runs.repo.ts'
import { takeTurns } from './turns.ts'

/** More in a day is a circle of journeys that set each other off. */
const mostRunsADay = 20
const dayMs = 86_400_000

export type Entrant = {
  /** who they are now, and everybody joined to them */
  customerId: string
  family: string[]
  key: string
  /** the same again begins nothing */
  entryKey: string
  data: Record<string, unknown>
  at: Temporal.Instant
}

/**
 * Begins a journey with those who may begin it: once for each key, as its rule about beginning again says. Whoever chance keeps out is
 * written down as kept out. Returns the new runs. Wake the projector once committed.
 */
export async function enterPeople(
  { clock }: Pick<JourneysDeps, 'clock'>,
  tx: Tx,
  workspaceId: string,
  journey: LiveJourney,
  entrants: Entrant[],
): Promise<Run[]> {
  if (entrants.length === 0 || journey.status !== 'running') return []
  const past = await readPast(tx, workspaceId, journey.journeyId, entrants, clock.now())
  const taken = new Set<string>()
  const chosen = entrants.filter((entrant) => {
    const slot = `${entrant.customerId}:${entrant.key}`
    if (taken.has(slot) || !mayBegin(journey.definition, past(entrant), entrant)) return false
    taken.add(slot)
    return true
  })
  if (chosen.length === 0) return []
  const keptOut = await findKeptOut({ clock }, tx, workspaceId, journey, chosen)
  const now = clock.now()
  const runs = chosen.map((entrant) => newRun(journey, entrant, keptOut.get(entrant.customerId), now))
  const active = runs.filter(({ status }) => status === 'active')
  const turns = await takeTurns(tx, workspaceId, journey, active.length, now)
  if (turns)
    for (const [i, run] of active.entries())
      run.wakeAt = turns.first.add({ milliseconds: Math.round(i * turns.apartMs) }).toString()
  const added = await insertRuns(tx, workspaceId, runs)
  return runs.filter(({ runId }) => added.has(runId))
}

type Past = { active: boolean; last: Date | null; today: number }

async function readPast(
  tx: Tx,
  workspaceId: string,
  journeyId: string,
  entrants: Entrant[],
  now: Temporal.Instant,
): Promise<(entrant: Entrant) => Past> {
  const everybody = [...new Set(entrants.flatMap(({ family }) => family))]
  const dayAgo = now.subtract({ hours: 24 }).toString()
  const found = await sql<{ id: string; key: string; active: boolean; last: Date; today: number }>`
    select customer_id as id, run_key as key, bool_or(status = 'active') as active, max(entered_at) as last,
      count(*) filter (where entered_at > ${dayAgo})::int as today
    from journey_runs where workspace_id = ${workspaceId} and journey_id = ${journeyId}
      and customer_id = any(${everybody}::uuid[]) group by 1, 2`.execute(tx)
  const rows = new Map<string, typeof found.rows>()
  for (const row of found.rows) rows.set(row.id, [...(rows.get(row.id) ?? []), row])
  return ({ family, key }) => {
    const all = family.flatMap((id) => rows.get(id) ?? [])
    const same = all.filter((row) => row.key === key)
    const last = same.reduce<Date | null>(
      (latest, row) => (latest === null || row.last > latest ? row.last : latest),
      null,
    )
    return { active: same.some((row) => row.active), last, today: all.reduce((sum, row) => sum + row.today, 0) }
  }
}

function mayBegin({ again }: JourneyDefinition, { active, last, today }: Past, { at }: Entrant): boolean {
  if (active || today >= mostRunsADay) return false
  if (last === null || again.rule === 'always') return true
  return again.rule === 'after_days' && at.epochMilliseconds - last.getTime() >= again.days * dayMs
}

/** Who takes no part, and why: everybody's control group first, then this journey's own. */
async function findKeptOut(
  { clock }: Pick<JourneysDeps, 'clock'>,
  tx: Tx,
  workspaceId: string,
  { experimentId }: LiveJourney,
  chosen: Entrant[],
): Promise<Map<string, 'control' | 'global_control'>> {
  const out = new Map<string, 'control' | 'global_control'>()
  if (experimentId === null) {
    for (const customerId of await amongGlobalControl(
      tx,
      workspaceId,
      chosen.map((one) => one.customerId),
    ))
      out.set(customerId, 'global_control')
    return out
  }
  const ids = [...new Set(chosen.map(({ customerId }) => customerId))]
  const arms = await assign(tx, clock, workspaceId, experimentId, ids).catch((error: unknown) => {
    // Somebody ended the comparison: from then on nobody is kept out.
    if (error instanceof DomainError && error.reason === 'experiment_not_running') return new Map<string, Assignment>()
    throw error
  })
  for (const [id, { arm }] of arms) {
    if (arm === null) out.set(id, 'global_control')
    if (arm === 'control') out.set(id, 'control')
  }
  return out
}

function newRun(
  { journeyId, version, definition }: LiveJourney,
  { customerId, key, entryKey, data, at }: Entrant,
  keptOut: 'control' | 'global_control' | undefined,
  now: Temporal.Instant,
): Run {
  const enteredAt = at.toString()
  return {
    runId: newId(now.epochMilliseconds),
    journeyId,
    version,
    customerId,
    key,
    entryKey,
    data,
    status: keptOut === undefined ? 'active' : 'control',
    reason: keptOut ?? null,
    nodeId: definition.start,
    wakeAt: keptOut === undefined ? now.toString() : null,
    waits: false,
    happened: false,
    since: enteredAt,
    early: {},
    awaitsBatch: null,
    steps: 0,
    tries: 0,
    fence: 0,
    enteredAt,
    goalAt: null,
    endedAt: keptOut === undefined ? null : enteredAt,
  }
}
