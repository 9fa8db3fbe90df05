import { sql } from 'kysely'
import { type JourneyDefinition, type JourneySimulation, journeyDefinition } from '#contract/journeys'
import { positionOf } from '#models/experiments'
import { dayIn } from '#platform/clock'
import { inWorkspace, type Tx } from '#platform/postgres'
import { readZone } from './bring-in.ts'
import { checkDefinition } from './check-definition.ts'
import { findEntries } from './find-entries.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { walkAllPast } from './read-past.ts'
import type { Entry, PastRun } from './walk-past.ts'

const days = 365
const mostWalked = 2_000
const shownPeople = 12

/**
 * What a journey would have done in the last year, had it been on: everybody who would have begun is walked through it with what really
 * happened to them. Conditions are judged as of the moment at which they would have been asked; consent, caps and quiet hours are not.
 * Nothing is kept. Where the past cannot tell who would have begun, everybody whom it concerns today begins today. Throws invalid.
 */
export async function simulateJourney(
  deps: JourneysDeps,
  workspaceId: string,
  given: JourneyDefinition,
): Promise<JourneySimulation> {
  const definition = journeyDefinition.parse(given)
  checkDefinition(definition, deps.actions)
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const zone = await readZone(tx, workspaceId)
    const until = await newestMoment(deps, workspaceId)
    const year = { from: until.subtract({ hours: 24 * days }), until }
    const { entries, basis, from, everyDays } = await findEntries(deps, tx, workspaceId, definition, year)
    const allowed = mayBegin(definition, entries)
    const out = allowed.filter(({ personId }) => isKeptOut(definition, personId))
    const began = allowed.filter(({ personId }) => !isKeptOut(definition, personId))
    const walked = began.length > mostWalked ? everyNth(began, mostWalked) : began
    const runs = await walkAllPast(deps, tx, workspaceId, definition, walked, { from, until, basis })
    const stretch = walked.length === 0 ? 1 : began.length / walked.length
    const times = (n: number): number => Math.round(n * stretch)
    const passed = new Map<string, number>()
    for (const { did } of runs) for (const { nodeId } of did) passed.set(nodeId, (passed.get(nodeId) ?? 0) + 1)
    const isMessage = new Set(definition.nodes.flatMap((node) => (node.kind === 'message' ? [node.id] : [])))
    return {
      from: dayIn(from, zone),
      to: dayIn(until, zone),
      basis,
      everyDays,
      runs: began.length,
      people: new Set(began.map(({ personId }) => personId)).size,
      keptOut: out.length,
      reachedGoal: times(runs.filter((run) => run.goal).length),
      sampled: walked.length < began.length ? walked.length : null,
      steps: [...passed].map(([nodeId, n]) => ({ nodeId, passed: times(n) })),
      messages: times([...passed].reduce((sum, [id, n]) => sum + (isMessage.has(id) ? n : 0), 0)),
      examples: await describe(tx, workspaceId, everyNth(runs, shownPeople)),
    }
  })
}

/** Now; for data that ended more than a month ago, its end. */
async function newestMoment({ ch, clock }: JourneysDeps, workspaceId: string): Promise<Temporal.Instant> {
  const [found] = await ch
    .forWorkspace(workspaceId)
    .query<{ day: string }>(
      'SELECT toString(max(day)) AS day FROM active_days WHERE workspace_id = {workspace_id:UUID}',
    )
  const now = clock.now()
  const day = found?.day ?? '1970-01-01'
  if (day < '1971' || day > dayIn(now.subtract({ hours: 24 * 30 }), 'UTC')) return now
  return Temporal.Instant.from(`${day}T00:00:00Z`).add({ hours: 24 })
}

/** As the rule about beginning again says, from the first on. */
function mayBegin({ again }: JourneyDefinition, entries: Entry[]): Entry[] {
  const last = new Map<string, Temporal.Instant>()
  return entries.filter(({ personId, key, at }) => {
    const slot = `${personId}:${key}`
    const before = last.get(slot)
    const isAllowed =
      before === undefined ||
      again.rule === 'always' ||
      (again.rule === 'after_days' && at.epochMilliseconds - before.epochMilliseconds >= again.days * 86_400_000)
    if (isAllowed) last.set(slot, at)
    return isAllowed
  })
}

const isKeptOut = ({ control }: JourneyDefinition, personId: string): boolean =>
  positionOf('simulation', personId) < control / 100

const everyNth = <T>(all: T[], most: number): T[] =>
  all.length <= most ? all : Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)] as T)

async function describe(tx: Tx, workspaceId: string, runs: PastRun[]): Promise<JourneySimulation['examples']> {
  const ids = runs.map(({ entry }) => entry.personId)
  const found = await sql<{
    id: string
    name: string | null
  }>`select customer_id as id, coalesce(name, email, phone, external_id) as name
    from customers where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[])`.execute(tx)
  const names = new Map(found.rows.map(({ id, name }) => [id, name]))
  return runs.map(({ entry, did, ended }) => ({
    customerId: entry.personId,
    name: names.get(entry.personId) ?? null,
    at: entry.at.toString(),
    did: did.map(({ nodeId, at }) => ({ nodeId, at: at.toString() })),
    ended,
  }))
}
