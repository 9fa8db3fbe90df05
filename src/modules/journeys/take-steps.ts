import { sql } from 'kysely'
import { customerFamilies } from '#modules/customers'
import { readTimeZone } from '#platform/clock'
import { inWorkspace, type Tx } from '#platform/postgres'
import { isTold, membersAmong } from './ask-ahead.ts'
import { enterPeople } from './enter-people.ts'
import { readLive, readVersions } from './journeys.repo.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { endRun, insertSteps, type Run, runColumns, type Step, saveRuns } from './runs.repo.ts'
import { tellFaults } from './tell-faults.ts'
import { isHeld, readUnheard } from './unheard.ts'
import { type Traveller, walk } from './walk.ts'

/** Of each journey: one with many people holds up no other, and who waits in a paused one is not looked at. */
const atOnce = 500
const leaseSeconds = 45
/** About a day: an engine may be away for some time. */
const mostTries = 30
const longestPause = 3_600
const toldWithinMs = 1_000

/**
 * Takes the runs whose time has come and walks each of them up to its next wait or its end. A step and what it causes commit together;
 * the lease is judged by PostgreSQL's clock and the fence refuses whoever comes too late. Whether anything was done.
 */
export async function takeSteps(deps: JourneysDeps, workspaceId: string): Promise<boolean> {
  const claimed = await claim(deps, workspaceId)
  if (claimed.length === 0) return false
  try {
    // Not within the transaction: it may hold up everybody who writes events.
    const awaited = await walkAll(deps, workspaceId, claimed)
    if (awaited !== null) await awaitClickhouse(deps, workspaceId, awaited)
  } catch (error) {
    deps.log.warn({ err: error }, 'Steps of journeys failed together; taken one by one')
    for (const one of claimed) await walkOne(deps, workspaceId, one)
  }
  return true
}

/** A moment, until it was told of this batch; whoever stands at a branch is taken up again then. */
async function awaitClickhouse({ db }: JourneysDeps, workspaceId: string, batchId: number): Promise<void> {
  const end = performance.now() + toldWithinMs
  while (!(await inWorkspace(db, workspaceId, (tx) => isTold(tx, workspaceId, batchId)))) {
    if (performance.now() > end) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

type Claimed = { runId: string; fence: number }

async function claim({ db, clock }: JourneysDeps, workspaceId: string): Promise<Claimed[]> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const now = clock.now()
    const unheard = await readUnheard(tx, workspaceId, now)
    const found = await sql<Claimed>`update journey_runs r set fence = fence + 1,
        leased_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      where r.workspace_id = ${workspaceId} and r.run_id in (
        select due.run_id from journeys j cross join lateral (
          select run_id from journey_runs d where d.workspace_id = j.workspace_id and d.journey_id = j.journey_id
            and d.status = 'active' and d.wake_at <= ${now.toString()}::timestamptz
            and (d.leased_until is null or d.leased_until < clock_timestamp())
            and (not d.waits or d.happened or not ${isHeld(unheard)})
          order by d.wake_at limit ${atOnce} for update skip locked) due
        where j.workspace_id = ${workspaceId} and j.status = 'running')
      returning run_id as "runId", fence`.execute(tx)
    return found.rows
  })
}

/** One run that fails does not take the others with it, and does not try for ever. */
async function walkOne(deps: JourneysDeps, workspaceId: string, one: Claimed): Promise<void> {
  try {
    await walkAll(deps, workspaceId, [one])
  } catch (error) {
    deps.log.warn({ err: error, runId: one.runId }, 'A step of a journey failed; tried again later')
    await inWorkspace(deps.db, workspaceId, async (tx) => {
      const [run] = await lockClaimed(tx, workspaceId, [one])
      if (!run) return
      const now = deps.clock.now()
      run.tries += 1
      if (run.tries >= mostTries) endRun(run, 'failed', 'error', now.toString())
      else run.wakeAt = now.add({ seconds: Math.min(longestPause, 5 * 2 ** run.tries) }).toString()
      await saveRuns(tx, workspaceId, [run])
    })
  }
}

/** The batch of events of which ClickHouse must be told before all of them can go on; null where it need not. */
async function walkAll(deps: JourneysDeps, workspaceId: string, claimed: Claimed[]): Promise<number | null> {
  const { acted, awaited } = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const runs = await lockClaimed(tx, workspaceId, claimed)
    if (runs.length === 0) return { acted: false, awaited: null }
    const live = await readLive(tx, workspaceId)
    const find = await readVersions(tx, workspaceId, [...new Set(runs.map(({ journeyId }) => journeyId))])
    const now = deps.clock.now()
    const travellers: Traveller[] = []
    const people = await readPeople(tx, workspaceId, runs)
    for (const run of runs) {
      const person = people.get(run.customerId)
      const version = find(run.journeyId, run.version)
      if (person && version) travellers.push({ run, ...version, ...person })
      else endRun(run, 'left', 'gone', now.toString())
    }
    for (const run of await findDoubles(tx, workspaceId, travellers)) endRun(run, 'left', 'joined', now.toString())
    const steps: Step[] = []
    const onWay = travellers.filter(({ run }) => run.status === 'active')
    const walked = await walk(deps, tx, workspaceId, onWay, steps)
    for (const run of runs) run.tries = 0
    await saveRuns(tx, workspaceId, runs)
    await insertSteps(tx, workspaceId, steps, now)
    await tellFaults(deps, tx, workspaceId, travellers, steps)
    const again = await beginAgain(deps, tx, workspaceId, travellers, live)
    return { ...walked, acted: walked.acted || again }
  })
  if (acted) deps.onWritten(workspaceId)
  return awaited
}

/** Only those that are still ours: an event may have ended them, or the lease may be over and another at work. */
async function lockClaimed(tx: Tx, workspaceId: string, claimed: Claimed[]): Promise<Run[]> {
  const found = await sql<Run>`select ${runColumns} from journey_runs r
    join unnest(${claimed.map(({ runId }) => runId)}::uuid[], ${claimed.map(({ fence }) => fence)}::int[]) as c (run_id, fence)
      on c.run_id = r.run_id and c.fence = r.fence
    where r.workspace_id = ${workspaceId} and r.status = 'active' and r.leased_until > clock_timestamp()
    order by r.run_id for update of r`.execute(tx)
  return found.rows
}

/** Of two runs on one way whose people turned out to be one the later: nobody is told the same twice. */
async function findDoubles(tx: Tx, workspaceId: string, travellers: Traveller[]): Promise<Run[]> {
  const joined = travellers.filter(({ family }) => family.length > 1)
  if (joined.length === 0) return []
  const { rows } = await sql<Pick<Run, 'runId' | 'journeyId' | 'customerId' | 'key'>>`
    select run_id as "runId", journey_id as "journeyId", customer_id as "customerId", run_key as key from journey_runs
    where workspace_id = ${workspaceId} and customer_id = any(${joined.flatMap(({ family }) => family)}::uuid[])
      and status = 'active'`.execute(tx)
  return joined.flatMap(({ run, family }) => {
    const isLater = rows.some(
      ({ runId, journeyId, customerId, key }) =>
        journeyId === run.journeyId && key === run.key && family.includes(customerId) && runId < run.runId,
    )
    return isLater ? [run] : []
  })
}

type Person = { personId: string; family: string[]; zone: string; shopZone: string }

async function readPeople(tx: Tx, workspaceId: string, runs: Run[]): Promise<Map<string, Person>> {
  const rows = await customerFamilies(tx, workspaceId, [...new Set(runs.map(({ customerId }) => customerId))])
  const families = new Map<string, string[]>()
  for (const { id, personId } of rows) families.set(personId, [...(families.get(personId) ?? []), id])
  const found = await sql<{ id: string; zone: string | null; shop: string }>`select c.customer_id as id,
      coalesce(c.traits ->> 'timezone', c.traits ->> 'time_zone') as zone, w.time_zone as shop
    from customers c join workspaces w using (workspace_id)
    where c.workspace_id = ${workspaceId} and c.customer_id = any(${[...families.keys()]}::uuid[])`.execute(tx)
  const zones = new Map(found.rows.map((row) => [row.id, row]))
  return new Map(
    rows.map(({ id, personId }) => {
      const { zone = null, shop = 'UTC' } = zones.get(personId) ?? {}
      const family = families.get(personId) ?? [personId]
      return [id, { personId, family, zone: readTimeZone(zone) ?? shop, shopZone: shop }]
    }),
  )
}

/** Who still belongs to the segment at the end begins again, where the journey says so. */
async function beginAgain(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  travellers: Traveller[],
  live: Awaited<ReturnType<typeof readLive>>,
): Promise<boolean> {
  let any = false
  for (const journey of live) {
    const { trigger } = journey.definition
    if (trigger.kind !== 'segment' || !trigger.repeats) continue
    const done = travellers.filter(({ run }) => run.journeyId === journey.journeyId && run.status === 'finished')
    if (done.length === 0) continue
    const members = await membersAmong(tx, workspaceId, trigger.segmentId, done)
    const again = done.filter(({ personId }) => members.has(personId))
    const entrants = again.map(({ run, personId, family }) => ({
      customerId: personId,
      family,
      key: run.key,
      entryKey: `again:${run.runId}`,
      data: run.data,
      at: deps.clock.now(),
    }))
    if ((await enterPeople(deps, tx, workspaceId, journey, entrants)).length > 0) any = true
  }
  return any
}
