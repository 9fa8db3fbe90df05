import { sql } from 'kysely'
import type { JourneyDefinition } from '#contract/journeys'
import { customerFamilies } from '#modules/customers'
import { type EventBody, propertiesOf } from '#modules/events'
import { callOffMessages } from '#modules/messaging'
import { inWorkspace, type Tx } from '#platform/postgres'
import { applyEvent, type Happening, isTrigger } from './apply-event.ts'
import { keysOf } from './do-steps.ts'
import { type Entrant, enterPeople } from './enter-people.ts'
import { datePaths } from './event-date.ts'
import { type LiveJourney, lockOffset, readLive, readNames, readVersions } from './journeys.repo.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { readKey } from './match-event.ts'
import { lockRunsOf, type Run, saveRuns } from './runs.repo.ts'

const mostBatches = 20
/** What is told later than this begins nothing any more: nobody wants to be greeted for last week. */
const latestHours = 72
const mostData = 16 * 1024
const longestGoalDays = 366

/**
 * Looks at what happened to people since the last time: who begins a journey, who leaves one, for whom a wait is over. Who leaves gets
 * nothing more of it, also of what waits in the outbox. All of it commits with the place up to which was looked, so each event does what it
 * does once. Whether anything was done.
 */
export async function followEvents(deps: JourneysDeps, workspaceId: string): Promise<boolean> {
  const done = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const from = await lockOffset(tx, workspaceId)
    if (from === undefined) return { busy: false, acted: false }
    const batches = await readBatches(tx, workspaceId, from)
    const upTo = batches.at(-1)?.batchId
    if (upTo === undefined) return { busy: false, acted: false }
    const acted = await lookAt(deps, tx, workspaceId, batches)
    await sql`update journey_offsets set batch_id = ${upTo} where workspace_id = ${workspaceId}`.execute(tx)
    return { busy: true, acted }
  })
  if (done.acted) deps.onWritten(workspaceId)
  return done.busy
}

type Batch = { batchId: number; positions: number[]; customerIds: string[] }

/** The oldest that nobody looked at. */
async function readBatches(tx: Tx, workspaceId: string, from: number): Promise<Batch[]> {
  const found = await sql<Batch>`select batch_id as "batchId", positions, customer_ids as "customerIds"
    from event_batches where workspace_id = ${workspaceId} and batch_id > ${from} order by batch_id limit ${mostBatches}`.execute(
    tx,
  )
  return found.rows
}

/** Whether others must hear of something: somebody began, or a message was called off. */
async function lookAt(deps: JourneysDeps, tx: Tx, workspaceId: string, batches: Batch[]): Promise<boolean> {
  const live = await readLive(tx, workspaceId)
  if (live.length === 0) return false
  const find = await readVersions(
    tx,
    workspaceId,
    live.map(({ journeyId }) => journeyId),
  )
  const names = await readNames(tx, workspaceId)
  const happenings = await readHappenings(tx, workspaceId, batches, names)
  if (happenings.length === 0) return false
  const people = [...new Set(happenings.map(({ customerId }) => customerId))]
  const families = await readFamilies(tx, workspaceId, people)
  const now = deps.clock.now()
  const everybody = [...new Set([...families.values()].flatMap(({ family }) => family))]
  const runs = byPerson(
    await lockRunsOf(tx, workspaceId, everybody, now.subtract({ hours: 24 * longestGoalDays })),
    families,
  )
  const begun = new Map<string, Run[]>()
  const ended = new Map<string, number>()
  const gone: Run[] = []
  const apply = (run: Run, happening: Happening): boolean => {
    const definition = find(run.journeyId, run.version)?.definition
    if (!definition) return false
    const { status, goalAt } = run
    const changed = applyEvent(run, definition, happening, now)
    const hasLeft = status === 'active' && run.status !== 'active'
    if (hasLeft) ended.set(run.runId, happening.position)
    // Its last message may still wait for the morning.
    if (hasLeft || (definition.goal?.exits && run.goalAt !== goalAt)) gone.push(run)
    return changed
  }
  const changed = new Set<Run>()
  for (const happening of happenings)
    for (const run of runs.get(families.get(happening.customerId)?.personId ?? '') ?? [])
      if (apply(run, happening)) changed.add(run)
  await saveRuns(tx, workspaceId, fenced(changed))
  const waiting = findEntrants(live, happenings, families, now)
  const ofPerson = Map.groupBy(happenings, ({ customerId }) => families.get(customerId)?.personId)
  let entered = 0
  // The same person may begin, leave and begin again within one batch: one after the other.
  for (let round = waiting; round.length > 0; ) {
    const later: Waiting[] = []
    const firsts = new Map<string, Waiting>()
    for (const one of round) {
      const slot = `${one.journey.journeyId}:${one.entrant.customerId}:${one.entrant.key}`
      const here = [...(runs.get(one.entrant.customerId) ?? []), ...(begun.get(one.entrant.customerId) ?? [])]
      if (here.some((run) => isOnWay(run, one, ended))) continue
      if (firsts.has(slot)) later.push(one)
      else firsts.set(slot, one)
    }
    for (const journey of live) {
      const mine = [...firsts.values()].filter((one) => one.journey === journey)
      const beganAt = new Map(
        mine.map(({ entrant, position }) => [`${entrant.customerId}:${entrant.entryKey}`, position]),
      )
      const added = await enterPeople(
        deps,
        tx,
        workspaceId,
        journey,
        mine.map(({ entrant }) => entrant),
      )
      entered += added.length
      const afterwards = new Set<Run>()
      for (const run of added) {
        begun.set(run.customerId, [...(begun.get(run.customerId) ?? []), run])
        const began = beganAt.get(`${run.customerId}:${run.entryKey}`)
        for (const happening of ofPerson.get(run.customerId) ?? [])
          if (began !== undefined && happening.position > began && apply(run, happening)) afterwards.add(run)
      }
      await saveRuns(tx, workspaceId, fenced(afterwards))
    }
    round = later
  }
  const calledOff = await callOffMessages(tx, deps.clock, workspaceId, keysOf(gone))
  return entered + calledOff > 0
}

type Waiting = { journey: LiveJourney; entrant: Entrant; position: number }

/** Whether this run stood in the way at the moment of the event, even if it ended later in the same batch. */
function isOnWay(run: Run, { journey, entrant, position }: Waiting, ended: Map<string, number>): boolean {
  if (run.journeyId !== journey.journeyId || run.key !== entrant.key) return false
  const end = ended.get(run.runId)
  return run.status === 'active' || (end !== undefined && end > position)
}

/** Whoever works on such a run at this moment is refused when they come to write. */
const fenced = (runs: Set<Run>): Run[] =>
  [...runs].map((run) => {
    run.fence += 1
    return run
  })

function findEntrants(
  live: LiveJourney[],
  happenings: Happening[],
  families: Families,
  now: Temporal.Instant,
): Waiting[] {
  const oldest = now.subtract({ hours: latestHours }).epochMilliseconds
  return happenings.flatMap((happening) =>
    live.flatMap((journey): Waiting[] => {
      const { definition, status, liveSince } = journey
      const person = families.get(happening.customerId)
      const isNew = !happening.isImported && happening.at.epochMilliseconds >= Math.max(oldest, liveSince.getTime())
      if (status !== 'running' || !person || !isNew || !isTrigger(definition, happening)) return []
      const key = definition.key === undefined ? '' : readKey(happening.properties, definition.key)
      if (key === undefined) return []
      const entrant = {
        customerId: person.personId,
        family: person.family,
        key,
        entryKey: `event:${happening.messageKey}`,
        data: dataOf(definition, happening.properties),
        at: Temporal.Instant.compare(happening.at, now) > 0 ? now : happening.at,
      }
      return [{ journey, entrant, position: happening.position }]
    }),
  )
}

/** What a run keeps of its event: all of it, or of a large one the dates that its steps wait for. */
function dataOf(definition: JourneyDefinition, properties: Record<string, unknown>): Record<string, unknown> {
  const fits = (data: object): boolean => JSON.stringify(data).length <= mostData
  if (fits(properties)) return properties
  const asked = new Set(datePaths(definition).map((path) => path.split('.')[0]))
  const dates = Object.fromEntries(Object.entries(properties).filter(([name]) => asked.has(name)))
  return fits(dates) ? dates : {}
}

async function readHappenings(tx: Tx, workspaceId: string, batches: Batch[], names: string[]): Promise<Happening[]> {
  const owner = new Map(
    batches.flatMap(({ positions, customerIds }) => positions.map((position, i) => [position, customerIds[i] ?? ''])),
  )
  const found = await sql<{ position: number; key: string; at: Date; isImported: boolean; body: EventBody }>`
    select position, message_key as key, occurred_at as at, import_id is not null as "isImported", body from event_log
    where workspace_id = ${workspaceId} and position = any(${[...owner.keys()]}::bigint[])
      and event = any(${names}) order by position`.execute(tx)
  return found.rows.map(({ position, key, at, isImported, body }) => ({
    position,
    messageKey: key,
    customerId: owner.get(position) ?? '',
    name: body.event ?? '',
    properties: propertiesOf(body),
    at: Temporal.Instant.fromEpochMilliseconds(at.getTime()),
    isImported,
    isOwn: body.customerId !== undefined,
  }))
}

type Families = Map<string, { personId: string; family: string[] }>

/** By every id: who they are now, and all the ids under which runs of theirs may lie. */
async function readFamilies(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Families> {
  const rows = await customerFamilies(tx, workspaceId, customerIds)
  const members = new Map<string, string[]>()
  for (const { id, personId } of rows) members.set(personId, [...(members.get(personId) ?? []), id])
  return new Map(rows.map(({ id, personId }) => [id, { personId, family: members.get(personId) ?? [id] }]))
}

function byPerson(runs: Run[], families: Families): Map<string, Run[]> {
  const found = new Map<string, Run[]>()
  for (const run of runs) {
    const personId = families.get(run.customerId)?.personId ?? run.customerId
    found.set(personId, [...(found.get(personId) ?? []), run])
  }
  return found
}
