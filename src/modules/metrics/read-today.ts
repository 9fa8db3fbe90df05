import type { LateCustomer, RetentionPeriod, TodayReport } from '#contract/metrics'
import type { CustomerScore } from '#contract/predictions'
import { cameBackDays, findLateRegulars, findReturned, type RegularRow, readScores } from '#modules/customers'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { type Db, inWorkspace } from '#platform/postgres'
import { awayBefore, lateRisk } from './late-risk.ts'
import { addDays, daysBetween } from './periods.ts'
import { countTotals } from './queries/count-totals.ts'
import { readConcentrationReport } from './read-concentration.ts'
import { readPeriods } from './read-retention.ts'
import { type MetricsDeps, type MetricsQueryInput, openScope, type Scope } from './scope.ts'
import { readSilence } from './silence-window.ts'

const listed = 20

/** What to do now: regulars late against their own rhythm and who came back, with the last two complete months. */
export async function readToday(
  deps: MetricsDeps,
  workspaceId: string,
  { calendar }: Pick<MetricsQueryInput, 'calendar'> = {},
): Promise<TodayReport> {
  const { ch, shop, scope } = await openScope(deps, workspaceId, { unit: 'month', ...(calendar ? { calendar } : {}) })
  const [totals, [retention, previousRetention], concentration, regulars] = await Promise.all([
    countTotals(ch, scope),
    lastComplete(ch, scope),
    readConcentrationReport(ch, scope),
    readSilence(ch, shop.silenceDays, scope).then(({ days }) =>
      readRegulars(deps.db, workspaceId, scope.asOf, days, listed),
    ),
  ])
  return {
    date: scope.today,
    asOf: scope.asOf,
    currency: scope.currency,
    ...totals,
    retention: retention ?? null,
    previousRetention: previousRetention ?? null,
    ...regulars,
    top15Share: concentration.top15Share,
  }
}

/** Late and returned regulars at a day; silence beyond the window is no longer late but gone. */
export async function readRegulars(
  db: Db,
  workspaceId: string,
  asOf: string,
  silenceDays: number,
  limit: number,
): Promise<Pick<TodayReport, 'late' | 'cameBack'>> {
  return inWorkspace(db, workspaceId, async (tx) => {
    const late = await findLateRegulars(tx, workspaceId, { asOf, silenceDays, limit })
    const back = await findReturned(tx, workspaceId, { asOf, withinDays: cameBackDays, limit })
    const ids = late.rows.map(({ customerId }) => customerId)
    const scores = await readScores(tx, workspaceId, ids)
    return {
      late: { ...sums(late), list: late.rows.map((row) => toLate(row, asOf, scores.get(row.customerId))) },
      cameBack: { customers: back.customers, list: back.rows.map((row) => toReturned(row, asOf)) },
    }
  })
}

async function lastComplete(ch: WorkspaceClickhouse, scope: Scope): Promise<RetentionPeriod[]> {
  const from = addDays(scope.asOf, -130)
  const recent = scope.from > from ? scope : { ...scope, from }
  const periods = await readPeriods(ch, recent)
  return periods.filter(({ complete, start }) => complete && start > 0).toReversed()
}

const sums = ({ customers, yearlyMinor }: { customers: number; yearlyMinor: number }) => ({ customers, yearlyMinor })

function toLate(row: RegularRow, asOf: string, score: CustomerScore | undefined): LateCustomer {
  const { lateFrom: _, cameBackOn: __, ...regular } = row
  const silentDays = daysBetween(row.lastVisitOn, asOf)
  const forecast = score && !score.isGone ? { risk: score.risk, band: score.band } : null
  return { ...regular, silentDays, risk: lateRisk(silentDays, row.recentVisits), forecast }
}

function toReturned(row: RegularRow, asOf: string): TodayReport['cameBack']['list'][number] {
  const { lateFrom: _, cameBackOn, ...regular } = row
  const day = cameBackOn ?? asOf
  return { ...regular, cameBackOn: day, awayDays: awayBefore(day, row.recentVisits) }
}
