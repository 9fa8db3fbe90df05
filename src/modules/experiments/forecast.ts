import { sql } from 'kysely'
import { type ExperimentForecast, type PlanExperiment, planExperiment } from '#contract/experiments'
import { daysNeeded, detectableEffect, momentsOf, peopleNeeded, sequentialTest } from '#models/experiments'
import { openAudience } from '#modules/customers'
import { inWorkspace } from '#platform/postgres'
import { countArms } from './count-arms.ts'
import type { ExperimentsDeps } from './experiments-deps.ts'
import { sampleSql } from './people-sql.ts'
import { secondsADay } from './read-result.ts'
import { getShop } from './shop.ts'

const mostSampled = 10_000
const activeDays = 28
const historyFromPercent = 5
/** Who is late or has bought nothing is so because of what they just did: their own past is no measure of what comes. */
const chosenByPast = new Set(['late', 'came_back', 'no_orders'])

/**
 * How many people and days an experiment needs, from what such people did in the shop's own latest window: every sum of
 * `PlanExperiment` is asked of the data, none is taken on trust. Changes nothing.
 */
export async function forecastExperiment(
  deps: Pick<ExperimentsDeps, 'db' | 'ch' | 'clock' | 'silenceDays'>,
  workspaceId: string,
  asked: PlanExperiment,
): Promise<ExperimentForecast> {
  const wanted = planExperiment.parse(asked)
  const { goal, audience } = wanted
  const end = await latestMoment(deps, workspaceId)
  const { people, perDay, sample, sampledFrom } =
    audience.kind === 'open'
      ? await activePeople(deps, workspaceId, end)
      : await matchingPeople(deps, workspaceId, audience.query)
  const windowSeconds = goal.windowDays * secondsADay
  const historyDays = Math.min(365, Math.max(28, goal.windowDays))
  const blank = {
    people,
    perDay,
    sampled: 0,
    sampledFrom,
    baseline: null,
    effect: null,
    peopleNeeded: null,
    daysNeeded: null,
    detectable: null,
    historySaves: 0,
    historyDays: 0,
  }
  if (people === 0) return { ...blank, problem: 'nobody' }
  const enteredAt = end.subtract({ seconds: windowSeconds })
  const shop = await inWorkspace(deps.db, workspaceId, (tx) => getShop(tx, workspaceId))
  const [counted] = await countArms(deps.ch.forWorkspace(workspaceId), {
    people: sampleSql(sample, enteredAt.toString()),
    metrics: [goal.metric],
    windowSeconds,
    historySeconds: historyDays * secondsADay,
    from: enteredAt.subtract({ seconds: historyDays * secondsADay }).toString(),
    until: end.toString(),
    ...shop,
  })
  const sums = counted?.sums[0]
  if (!sums || sums.n < 2) return { ...blank, problem: 'too_few' }
  const usual = momentsOf(sums, goal.metric.measure === 'did' ? 'proportion' : 'mean')
  const known = { ...blank, sampled: sums.n, baseline: { mean: usual.mean, sd: Math.sqrt(usual.variance) } }
  if (usual.mean === 0) return { ...known, problem: 'never_seen' }
  if (usual.variance === 0) return { ...known, problem: 'no_variation' }
  const saved = savedByHistory(sums)
  const usesHistory = 100 * saved >= historyFromPercent
  const variance = usual.variance * (usesHistory ? 1 - saved : 1)
  const effect = (Math.abs(usual.mean) * wanted.minimumEffect) / 100
  const needed = peopleFor(wanted, variance, effect)
  const found = detectableWith(wanted, variance, people)
  return {
    ...known,
    effect,
    peopleNeeded: needed,
    daysNeeded: daysFor(needed, { people, perDay, windowDays: goal.windowDays }),
    detectable: found === null ? null : (100 * found) / Math.abs(usual.mean),
    historySaves: 100 * saved,
    historyDays: usesHistory ? historyDays : 0,
    problem: null,
  }
}

type Wanted = ReturnType<typeof planExperiment.parse>

/** The pair of control and the smallest variant decides; each comparison gets its part of the false alarms. */
function pairOf({ shares, control, alpha, power, test }: Wanted) {
  const others = shares.filter((_, i) => i !== control)
  const own = shares[control] ?? 0
  const smallest = Math.min(...others)
  return {
    share: smallest / (smallest + own),
    ofAll: (smallest + own) / shares.reduce((sum, share) => sum + share, 0),
    alpha: alpha / others.length,
    power,
    isSequential: test === 'sequential',
  }
}

function peopleFor(wanted: Wanted, variance: number, effect: number): number | null {
  const { share, ofAll, alpha, power, isSequential } = pairOf(wanted)
  const fixed = peopleNeeded({ variance, effect, share, alpha, power })
  if (fixed === undefined) return null
  return Math.ceil((isSequential ? fixed * sequentialPrice(fixed, alpha, power) : fixed) / ofAll)
}

/** How many times the people a sequential interval asks for that is narrowest at the planned number. */
function sequentialPrice(people: number, alpha: number, power: number): number {
  const n = Math.max(100, people)
  const effect = { expected: 0, variance: 1, degreesOfFreedom: n, n }
  const width = sequentialTest(effect, alpha, n).ci[1]
  const reach = detectableEffect(1, { variance: 0.25, alpha, power })
  const reachOfHalf = detectableEffect(1, { variance: 0.25, alpha, power: 0.5 })
  return ((width + reach - reachOfHalf) / reach) ** 2
}

function detectableWith(wanted: Wanted, variance: number, people: number): number | null {
  const { share, ofAll, alpha, power, isSequential } = pairOf(wanted)
  const inPair = people * ofAll
  if (inPair < 4) return null
  const found = detectableEffect(inPair, { variance, share, alpha, power })
  return isSequential ? found * Math.sqrt(sequentialPrice(inPair, alpha, power)) : found
}

function daysFor(
  needed: number | null,
  { people, perDay, windowDays }: { people: number; perDay: number | null; windowDays: number },
): number | null {
  if (needed === null) return null
  // Everybody enters at once: a day more for those who enter while the list is gone through.
  if (perDay === null) return needed <= people ? windowDays + 1 : null
  const days = daysNeeded(needed, perDay)
  return days === undefined ? null : days + windowDays
}

function savedByHistory({
  n,
  sum,
  sumSquares,
  pre,
}: {
  n: number
  sum: number
  sumSquares: number
  pre?: { sum: number; sumSquares: number; products: number }
}): number {
  if (!pre) return 0
  const [y, x] = [sumSquares - (sum * sum) / n, pre.sumSquares - (pre.sum * pre.sum) / n]
  const both = pre.products - (sum * pre.sum) / n
  return x > 0 && y > 0 ? Math.min(0.95, (both * both) / (x * y)) : 0
}

/** Now; for old data the moment of its newest event, because the silence since then is the data's. */
async function latestMoment(
  { ch, clock }: Pick<ExperimentsDeps, 'ch' | 'clock'>,
  workspaceId: string,
): Promise<Temporal.Instant> {
  const [row] = await ch
    .forWorkspace(workspaceId)
    .query<{ last: string }>(
      "SELECT toString(toUnixTimestamp64Milli(max(occurred_at))) AS last FROM events WHERE workspace_id = {workspace_id:UUID} AND source != 'console'",
    )
  const last = Temporal.Instant.fromEpochMilliseconds(Number(row?.last ?? 0))
  const now = clock.now()
  return now.epochMilliseconds - last.epochMilliseconds > activeDays * secondsADay * 1000 && last.epochMilliseconds > 0
    ? last
    : now
}

type Found = { people: number; perDay: number | null; sample: string[]; sampledFrom: 'audience' | 'everybody' }

async function matchingPeople(
  deps: Pick<ExperimentsDeps, 'db' | 'clock' | 'silenceDays'>,
  workspaceId: string,
  query: Parameters<typeof openAudience>[2],
): Promise<Found> {
  const audience = await openAudience(deps, workspaceId, query)
  const isChosenByPast = chosenByPast.has(query.filter ?? 'all')
  const looked = isChosenByPast ? await openAudience(deps, workspaceId, { ...query, filter: 'all' }) : audience
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const people = await audience.count(tx)
    const size = isChosenByPast ? await looked.count(tx) : people
    const step = Math.max(1, Math.ceil(size / mostSampled))
    const sample = await looked.sample(tx, step, mostSampled)
    return {
      people,
      perDay: null,
      sample: sample.map(({ customerId }) => customerId),
      sampledFrom: isChosenByPast ? 'everybody' : 'audience',
    }
  })
}

/** Who did anything in the last four weeks, and how many such people a day bring. */
async function activePeople(
  { db, ch }: Pick<ExperimentsDeps, 'db' | 'ch'>,
  workspaceId: string,
  end: Temporal.Instant,
): Promise<Found> {
  const active = `FROM events WHERE workspace_id = {workspace_id:UUID} AND source != 'console'
    AND occurred_at >= parseDateTime64BestEffort({from:String}, 3, 'UTC') AND occurred_at <= parseDateTime64BestEffort({until:String}, 3, 'UTC')`
  const params = { from: end.subtract({ seconds: activeDays * secondsADay }).toString(), until: end.toString() }
  const [row] = await ch
    .forWorkspace(workspaceId)
    .query<{ people: number }>(`SELECT uniqExact(customer_id) AS people ${active}`, params)
  const people = Number(row?.people ?? 0)
  const sample = await inWorkspace(db, workspaceId, async (tx) => {
    const found = await sql<{ id: string }>`select customer_id as id from customers where workspace_id = ${workspaceId}
      and merged_into is null and number % (select greatest(1, next_customer_number / ${mostSampled}) from workspaces
        where workspace_id = ${workspaceId}) = 0 limit ${mostSampled}`.execute(tx)
    return found.rows.map(({ id }) => id)
  })
  return { people, perDay: people / activeDays, sample, sampledFrom: 'everybody' }
}
