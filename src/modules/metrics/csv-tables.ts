import type {
  CohortReport,
  ConcentrationReport,
  FilterOptions,
  LifecycleReport,
  RetentionReport,
  RfmReport,
  SalesReport,
  SurvivalReport,
  TodayReport,
  ValueReport,
} from '#contract/metrics'

type Cell = string | number | boolean | null
export type CsvTable = { header: string[]; rows: Cell[][] }

/** Rows of flat objects as a table; the keys of the contract are the column names, so that they match the API's. */
function tableOf<K extends string>(keys: readonly K[], rows: readonly Record<K, Cell>[]): CsvTable {
  return { header: [...keys], rows: rows.map((row) => keys.map((key) => row[key])) }
}

const days = ['period', 'from', 'to', 'complete'] as const

export const retentionTable = ({ periods, range }: RetentionReport): CsvTable =>
  tableOf(
    [
      ...days,
      ...(['start', 'end', 'new', 'retained', 'lost', 'wonBack'] as const),
      ...(['crr', 'simpleRate', 'retentionRate', 'churnRate', 'nrr', 'grr'] as const),
    ],
    range === null ? periods : [...periods, range],
  )

/** One line per cohort and age. */
export const cohortTable = ({ cohorts }: CohortReport): CsvTable =>
  tableOf(
    ['cohort', 'size', 'age', 'bounded', 'unbounded', 'revenue'],
    cohorts.flatMap(({ cohort, size, bounded, unbounded, revenue }) =>
      bounded.map((active, age) => ({
        cohort,
        size,
        age,
        bounded: active,
        unbounded: unbounded[age] ?? 0,
        revenue: revenue[age] ?? 0,
      })),
    ),
  )

export const survivalTable = ({ curve }: SurvivalReport): CsvTable =>
  tableOf(['day', 'survival', 'low', 'high', 'atRisk'], curve)

export const salesTable = ({ periods, total, previous }: SalesReport): CsvTable =>
  tableOf(
    [
      ...days,
      ...(['customers', 'visits', 'orders', 'revenue', 'refunded', 'averageOrder', 'frequency'] as const),
      ...(['spendPerCustomer', 'repeatRate', 'existingShare', 'dailyShare'] as const),
    ],
    previous === null ? [...periods, total] : [...periods, total, previous],
  )

export const concentrationTable = ({ curve }: ConcentrationReport): CsvTable => tableOf(['customers', 'revenue'], curve)

export const rfmTable = ({ segments }: RfmReport): CsvTable =>
  tableOf(['segment', 'customers', 'revenue', 'averageRecencyDays', 'averageOrders'], segments)

export const lifecycleTable = ({ months }: LifecycleReport): CsvTable =>
  tableOf(['period', 'new', 'returning', 'wonBack', 'dormant', 'complete'], months)

export const valueTable = ({ histogram }: ValueReport): CsvTable =>
  tableOf(['from', 'to', 'customers', 'revenue'], histogram)

export const filterTable = ({ sources, traits, tags }: FilterOptions): CsvTable =>
  tableOf(
    ['filter', 'value', 'customers'],
    [
      ...sources.map((value) => ({ filter: 'source', value, customers: null })),
      ...traits.flatMap(({ trait, values }) => values.map((each) => ({ filter: trait, ...each }))),
      ...tags.map((each) => ({ filter: 'tag', ...each })),
    ],
  )

export const todayTable = ({ late }: TodayReport): CsvTable =>
  tableOf(
    [
      ...(['customerId', 'externalId', 'name', 'usualGapDays', 'silentDays', 'visits', 'lastVisitOn'] as const),
      ...(['yearlyMinor', 'revenueMinor', 'risk'] as const),
    ],
    late.list,
  )
