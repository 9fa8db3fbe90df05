import type { ExperimentMetric, ExperimentResult, MetricResult } from '#contract/experiments'
import { type ArmSums, checkShares } from '#models/experiments'
import { inWorkspace } from '#platform/postgres'
import { type CountedRow, countArms, mixedArm } from './count-arms.ts'
import { getExperiment, type StoredExperiment } from './experiments.repo.ts'
import type { ExperimentsDeps } from './experiments-deps.ts'
import { addSums, judgeMetric } from './judge.ts'
import { membersSql } from './people-sql.ts'
import { getShop, type Shop } from './shop.ts'
import { retellMembers, tellMembers } from './tell-members.ts'

export const secondsADay = 86_400
const visits = { of: 'orders', measure: 'count' } as const
const money = { of: 'orders', measure: 'sum' } as const

type Planned = Pick<MetricResult, 'metric' | 'role' | 'wanted'>

/**
 * What an experiment has shown up to now. First whether the split is as planned: if not, there are no figures. Only people whose
 * window is over count. A fixed test is read at its planned end alone; before, and in a sequential test, the interval is one
 * that may be looked at every day. Throws not_found.
 */
export async function readResult(
  deps: Pick<ExperimentsDeps, 'db' | 'ch' | 'clock'>,
  workspaceId: string,
  experimentId: string,
): Promise<ExperimentResult> {
  const { row, shop } = await inWorkspace(deps.db, workspaceId, async (tx) => ({
    row: await getExperiment(tx, workspaceId, experimentId),
    shop: await getShop(tx, workspaceId),
  }))
  const now = deps.clock.now()
  const { startedAt, endsAt } = row
  if (startedAt === null || endsAt === null) return emptyResult(row, now, 'draft')
  await tellMembers(deps, workspaceId, experimentId)
  const metrics = metricsOf(row)
  const until = earlier(now, instantOf(endsAt))
  const count = () =>
    countArms(deps.ch.forWorkspace(workspaceId), {
      people: membersSql(experimentId),
      metrics: metrics.map(({ metric }) => metric),
      windowSeconds: row.goal.windowDays * secondsADay,
      historySeconds: row.historyDays * secondsADay,
      from: instantOf(startedAt)
        .subtract({ seconds: row.historyDays * secondsADay })
        .toString(),
      until: until.toString(),
      ...shop,
    })
  const [first, isRetold] = await Promise.all([count(), retellMembers(deps, workspaceId, experimentId)])
  return describe(row, shop, now, metrics, isRetold ? await count() : first)
}

/** The goal, visits and money where it is none of them, then what must not be harmed. */
export function metricsOf({ goal, guardrails }: Pick<StoredExperiment, 'goal' | 'guardrails'>): Planned[] {
  const asked = [goal.metric, ...guardrails.map(({ metric }) => metric)]
  const isAsked = (measure: 'count' | 'sum', metrics: ExperimentMetric[]): boolean =>
    metrics.some((one) => one.of === 'orders' && one.measure === measure)
  return [
    { metric: goal.metric, role: 'goal', wanted: goal.wanted },
    ...(isAsked('count', asked) ? [] : [{ metric: visits, role: 'visits', wanted: 'more' } as const]),
    ...(isAsked('sum', [goal.metric]) ? [] : [{ metric: money, role: 'money', wanted: 'more' } as const]),
    ...guardrails.map(({ metric, harm }) => ({ metric, role: 'guardrail', wanted: opposite(harm) }) as const),
  ]
}

const opposite = (way: 'more' | 'less'): 'more' | 'less' => (way === 'more' ? 'less' : 'more')
const instantOf = (date: Date): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(date.getTime())
const earlier = (a: Temporal.Instant, b: Temporal.Instant) => (Temporal.Instant.compare(a, b) < 0 ? a : b)
const daysUntil = (now: Temporal.Instant, then: Temporal.Instant): number =>
  Math.ceil((then.epochMilliseconds - now.epochMilliseconds) / (1000 * secondsADay))

function describe(
  row: StoredExperiment,
  shop: Shop,
  now: Temporal.Instant,
  metrics: Planned[],
  counted: CountedRow[],
): ExperimentResult {
  const inArms = counted.filter(({ arm }) => arm !== mixedArm)
  const enteredBy = row.arms.map((_, i) => sumOf(inArms.filter(({ arm }) => arm === i)))
  const entered = sumOf(inArms)
  const mature = inArms.filter(({ isCounted }) => isCounted)
  const interval = isRead(row, now) ? 'fixed' : 'sequential'
  const alpha = row.plan.alpha / (row.arms.length - 1)
  const split = checkShares(
    enteredBy,
    row.arms.map(({ share }) => share),
  )
  const firstDay = inArms.map(({ day }) => day).sort()[0]
  const result: ExperimentResult = {
    ...emptyResult(row, now, 'nobody'),
    interval,
    confidence: 100 * (1 - alpha),
    people: { entered, counted: sumOf(mature), mixed: sumOf(counted.filter(({ arm }) => arm === mixedArm)) },
    daysToGo: toGo(row, now),
    daysToFirst: firstDay === undefined ? null : daysToFirst(firstDay, row.goal.windowDays, shop.timeZone, now),
    mismatch: {
      p: split.p,
      isBroken: entered > 0 && split.mismatch,
      arms: row.arms.map(({ key }, i) => ({ arm: key, entered: enteredBy[i] ?? 0, expected: split.expected[i] ?? 0 })),
    },
  }
  if (entered === 0) return result
  if (result.mismatch.isBroken) return { ...result, state: 'mismatch' }
  if (result.people.counted === 0) return { ...result, state: 'too_early' }
  return {
    ...result,
    state: stateOf(row, now),
    metrics: metrics.map((planned, i) =>
      judgeMetric({ ...planned, ...judgingOf(row), sums: sumsOf(row, mature, i), interval, alpha: row.plan.alpha }),
    ),
    series: seriesOf(row, mature),
  }
}

const sumOf = (rows: CountedRow[]): number => rows.reduce((sum, { people }) => sum + people, 0)

/** Whether the one day is here for which a fixed test was planned. */
function isRead(row: StoredExperiment, now: Temporal.Instant): boolean {
  if (row.test !== 'fixed' || row.extended || row.endsAt === null) return false
  const isStoppedEarly = row.stoppedAt !== null && row.stoppedAt < row.endsAt
  return now.epochMilliseconds >= row.endsAt.getTime() && !isStoppedEarly
}

function stateOf(row: StoredExperiment, now: Temporal.Instant): ExperimentResult['state'] {
  const lastWindow = (row.stoppedAt?.getTime() ?? Number.POSITIVE_INFINITY) + row.goal.windowDays * secondsADay * 1000
  const end = Math.min(row.endsAt?.getTime() ?? Number.POSITIVE_INFINITY, lastWindow)
  if (now.epochMilliseconds >= end) return 'final'
  return row.test === 'fixed' && !row.extended ? 'early_look' : 'running_sequential'
}

function toGo(row: StoredExperiment, now: Temporal.Instant): number | null {
  const days = row.endsAt === null ? 0 : daysUntil(now, instantOf(row.endsAt))
  return days > 0 ? days : null
}

function daysToFirst(firstDay: string, windowDays: number, timeZone: string, now: Temporal.Instant): number | null {
  const first = Temporal.PlainDate.from(firstDay)
    .add({ days: windowDays + 1 })
    .toZonedDateTime(timeZone)
    .toInstant()
  const days = daysUntil(now, first)
  return days > 0 ? days : null
}

const none: ArmSums = { n: 0, sum: 0, sumSquares: 0 }

function sumsOf(row: StoredExperiment, rows: CountedRow[], metric: number): ArmSums[] {
  return row.arms.map((_, i) =>
    rows.filter(({ arm }) => arm === i).reduce((sum, { sums }) => addSums(sum, sums[metric] ?? none), none),
  )
}

const fewest = 200
const usual = 5000
const most = 100_000

const judgingOf = (row: StoredExperiment) => ({
  arms: row.arms,
  tuning: Math.min(most, Math.max(fewest, row.plan.people ?? usual)),
})

const mostPoints = 120

/** As the people who entered until each day were counted; looked at day by day, so always the sequential interval. */
function seriesOf(row: StoredExperiment, mature: CountedRow[]): ExperimentResult['series'] {
  const days = [...new Set(mature.map(({ day }) => day))].sort()
  const step = Math.ceil(days.length / mostPoints)
  const goal = { metric: row.goal.metric, role: 'goal', wanted: row.goal.wanted } as const
  const running = row.arms.map(() => none)
  return days.flatMap((day, at) => {
    for (const { arm, day: entered, sums } of mature)
      if (entered === day) running[arm] = addSums(running[arm] ?? none, sums[0] ?? none)
    if (at % step !== 0 && at !== days.length - 1) return []
    const { comparisons } = judgeMetric({
      ...goal,
      ...judgingOf(row),
      sums: running,
      interval: 'sequential',
      alpha: row.plan.alpha,
    })
    const arms = comparisons.flatMap(({ arm, absolute }) => (absolute ? [{ arm, effect: absolute }] : []))
    const counted = Temporal.PlainDate.from(day).add({ days: row.goal.windowDays }).toString()
    return arms.length > 0 ? [{ day: counted, people: running.reduce((sum, { n }) => sum + n, 0), arms }] : []
  })
}

function emptyResult(row: StoredExperiment, now: Temporal.Instant, state: 'draft' | 'nobody'): ExperimentResult {
  return {
    asOf: now.toString(),
    state,
    interval: row.test,
    confidence: 100 * (1 - row.plan.alpha / (row.arms.length - 1)),
    people: { entered: 0, counted: 0, mixed: 0 },
    daysToGo: toGo(row, now),
    daysToFirst: null,
    mismatch: { p: 1, isBroken: false, arms: row.arms.map(({ key }) => ({ arm: key, entered: 0, expected: 0 })) },
    metrics: [],
    series: [],
  }
}
