import type { CohortReport, PeriodUnit } from '#contract/metrics'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { DomainError } from '#platform/errors'
import { addDays, type Period, periodIndex } from './periods.ts'
import { type CohortCell, countCohorts } from './queries/count-cohorts.ts'
import { countNDay, countNDay24h, type NDayRow } from './queries/count-n-day.ts'
import { isComplete, type MetricsDeps, type MetricsQueryInput, openScope, type Scope, scopePeriods } from './scope.ts'

// Every cohort meets every later period: a year of days is 66,000 meetings. Months are never too many: dates begin in 1970.
const maxCohorts: Partial<Record<PeriodUnit, number>> = { day: 400, week: 400 }

/** Cohorts by the period of the first purchase, followed to the last day with figures, and rolling N-day retention. */
export async function readCohorts(
  deps: MetricsDeps,
  workspaceId: string,
  query: MetricsQueryInput = {},
): Promise<CohortReport> {
  const { ch, scope } = await openScope(deps, workspaceId, query)
  return readCohortReport(ch, scope, query.window === '24h')
}

/** `hours` asks for `nDay24h` too, which reads every visit; it is empty otherwise. */
export async function readCohortReport(ch: WorkspaceClickhouse, scope: Scope, hours = false): Promise<CohortReport> {
  const head = { unit: scope.unit, currency: scope.currency, asOf: scope.asOf }
  const periods = scopePeriods(scope)
  if (periods.length === 0) return { ...head, cohorts: [], nDay: {}, nDay24h: {} }
  const maximum = maxCohorts[scope.unit] ?? periods.length
  if (periods.length > maximum) {
    throw new DomainError('invalid', 'too_many_periods', `More than ${maximum} cohorts.`, { maximum })
  }
  const [cells, nDay, nDay24h] = await Promise.all([
    countCohorts(ch, scope),
    countNDay(ch, scope),
    hours ? countNDay24h(ch, scope) : [],
  ])
  return { ...head, cohorts: assemble(scope, periods, cells), nDay: byN(nDay), nDay24h: byN(nDay24h) }
}

function assemble(scope: Scope, periods: Period[], cells: CohortCell[]): CohortReport['cohorts'] {
  const cellAt = new Map(cells.map((cell) => [`${cell.cohort}/${cell.p}`, cell]))
  const newest = newestIndex(scope)
  return periods.map((period) => {
    const { index } = period
    const ages = Array.from({ length: newest - index + 1 }, (_, k) => `${index}/${index + k}`)
    const unbounded: number[] = []
    ages.toReversed().reduce((sum, at) => {
      const later = sum + (cellAt.get(at)?.last ?? 0)
      unbounded.unshift(later)
      return later
    }, 0)
    return {
      cohort: period.period,
      size: unbounded[0] ?? 0,
      complete: isComplete(scope, period),
      bounded: ages.map((at) => cellAt.get(at)?.customers ?? 0),
      unbounded,
      revenue: ages.map((at) => cellAt.get(at)?.revenue ?? 0),
    }
  })
}

function newestIndex(scope: Scope): number {
  const until = scope.asOf === scope.today ? scope.asOf : addDays(scope.asOf, -1)
  return periodIndex(scope, until)
}

const byN = (rows: NDayRow[]): CohortReport['nDay'] => Object.fromEntries(rows.map(({ n, ...row }) => [String(n), row]))
