import type { ExperimentMetric } from '#contract/experiments'
import type { ArmSums } from '#models/experiments'
import type { Params, WorkspaceClickhouse } from '#platform/clickhouse'
import { type FactsSql, factsSql, joinedSql } from './facts-sql.ts'

/** Who is counted: a subquery of (person UUID, number UInt32, arm UInt8, entered DateTime64), one row a person, and its parameters. */
export type PeopleSql = { sql: string; params: Params }

export type Counting = {
  people: PeopleSql
  metrics: ExperimentMetric[]
  /** seconds from entering in which what is done counts; null: until `until` */
  windowSeconds: number | null
  historySeconds: number
  /** nothing before is looked at: the first entry less the history */
  from: string
  /** nothing later is looked at; who entered too late to have a whole window until then is not counted */
  until: string
  timeZone: string
  currency: string
}

/** `sums` in the order of the metrics. Arm `mixedArm`: in several arms, joined since. */
export type CountedRow = { arm: number; day: string; isCounted: boolean; people: number; sums: ArmSums[] }
export const mixedArm = 255

type Raw = { arm: number; day: string; counted: number; n: number } & Record<string, number | string>

/**
 * Everything a result needs in one question: people, and for each metric Σy, Σy², Σx, Σx², Σxy, by arm and day of entering, where
 * y is what a person did in the window and x what they did before. Who did nothing adds nothing but themselves.
 */
export async function countArms(ch: WorkspaceClickhouse, counting: Counting): Promise<CountedRow[]> {
  const { metrics, people } = counting
  const facts = factsSql(metrics)
  const rows = await ch.query<Raw>(countingSql(counting, facts), {
    ...people.params,
    ...facts.params,
    ...(counting.windowSeconds === null ? {} : { window: counting.windowSeconds }),
    history: counting.historySeconds,
    from: counting.from,
    until: counting.until,
    zone: counting.timeZone,
    currency: counting.currency,
  })
  return rows.map((row) => ({
    arm: Number(row.arm),
    day: row.day,
    isCounted: Number(row.counted) === 1,
    people: Number(row.n),
    sums: metrics.map((_, i) => toSums(row, i, counting.historySeconds > 0)),
  }))
}

function toSums(row: Raw, i: number, hasHistory: boolean): ArmSums {
  const at = (name: string): number => Number(row[`${name}${i}`] ?? 0)
  const sums = { n: Number(row.n), sum: at('y'), sumSquares: at('yy') }
  return hasHistory ? { ...sums, pre: { sum: at('x'), sumSquares: at('xx'), products: at('xy') } } : sums
}

const moment = (name: string): string => `parseDateTime64BestEffort({${name}:String}, 3, 'UTC')`

/** Everybody under each id that somebody's events bear: their own and those of whoever was joined to them. */
const underEveryId = `SELECT number, arm, entered, day, counted, arrayJoin(arrayConcat([toUInt128(number), reinterpretAsUInt128(person)], ids)) AS key
  FROM people LEFT JOIN (
    SELECT joined_number, groupArray(reinterpretAsUInt128(customer_id)) AS ids FROM (${joinedSql}) GROUP BY joined_number) AS j
  ON j.joined_number = people.number`

/** People are asked for once: whoever did nothing comes out of the join too, and counts as a person with nothing. */
function countingSql({ people, metrics, windowSeconds }: Counting, facts: FactsSql): string {
  const each = (one: (i: number) => string): string => metrics.map((_, i) => one(i)).join(', ')
  const endOf = (entered: string): string =>
    windowSeconds === null ? moment('until') : `${entered} + toIntervalSecond({window:UInt32})`
  const isCounted = windowSeconds === null ? '1' : `${endOf('entered')} <= ${moment('until')}`
  const takesPart = `p.counted = 1 AND p.arm != ${mixedArm}`
  const inWindow = `${takesPart} AND f.at >= p.entered AND f.at < ${endOf('p.entered')}`
  const before = `${takesPart} AND f.at < p.entered AND f.at >= p.entered - toIntervalSecond({history:UInt32})`
  const perPerson = each((i) => {
    const [y, x] = [`sumIf(f.v${i}, ${inWindow})`, `sumIf(f.v${i}, ${before})`]
    return metrics[i]?.measure === 'did'
      ? `toFloat64(${y} > 0) AS y${i}, toFloat64(${x} > 0) AS x${i}`
      : `${y} AS y${i}, ${x} AS x${i}`
  })
  const hasIds = facts.branches.some(({ key }) => key === 'id')
  const keys = { number: hasIds ? 'toUInt128(number)' : 'number', id: 'reinterpretAsUInt128(id)' }
  const done = facts.branches.map(
    ({ from, key }) => `SELECT ${keys[key]} AS key, at, ${each((i) => `v${i}`)} FROM (${from(moment)})`,
  )
  return `WITH people AS (
      SELECT person, number, arm, entered, toDate(entered, {zone:String}) AS day, toUInt8(${isCounted}) AS counted
      FROM (${people.sql}))
    SELECT arm, toString(day) AS day, counted, count() AS n,
      ${each((i) => `sum(y${i}) AS y${i}, sum(yy${i}) AS yy${i}, sum(x${i}) AS x${i}, sum(xx${i}) AS xx${i}, sum(xy${i}) AS xy${i}`)}
    FROM (
      SELECT arm, day, counted, ${each((i) => `b.y${i} AS y${i}, y${i} * y${i} AS yy${i}, b.x${i} AS x${i}, x${i} * x${i} AS xx${i}, x${i} * y${i} AS xy${i}`)}
      FROM (
        SELECT any(p.arm) AS arm, any(p.day) AS day, any(p.counted) AS counted, ${perPerson}
        FROM (${done.join(' UNION ALL ')}) AS f
        RIGHT JOIN (${hasIds ? underEveryId : 'SELECT *, number AS key FROM people'}) AS p ON f.key = p.key
        GROUP BY p.number) AS b)
    GROUP BY arm, day, counted ORDER BY day, arm`
}
