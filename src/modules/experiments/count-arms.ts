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

const counted = `SELECT person, number, arm, day, entered FROM people WHERE counted = 1 AND arm != ${mixedArm}`
/** Under their own id and those of everybody who was joined to them, so that events need no second look-up. */
const byEveryId = `SELECT person AS id, number, arm, day, entered FROM (${counted})
  UNION ALL SELECT j.customer_id AS id, c.number, c.arm, c.day, c.entered
  FROM (${joinedSql}) AS j INNER JOIN (${counted}) AS c ON c.number = j.joined_number`

function countingSql({ people, metrics, windowSeconds }: Counting, facts: FactsSql): string {
  const inWindow =
    windowSeconds === null ? 'at >= entered' : 'at >= entered AND at < entered + toIntervalSecond({window:UInt32})'
  const isCounted = windowSeconds === null ? '1' : `entered + toIntervalSecond({window:UInt32}) <= ${moment('until')}`
  const each = (one: (i: number) => string): string => metrics.map((_, i) => one(i)).join(', ')
  const values = each((i) => `v${i}`)
  const perPerson = each((i) => {
    const [y, x] = [`sumIf(v${i}, ${inWindow})`, `sumIf(v${i}, at < entered)`]
    return metrics[i]?.measure === 'did'
      ? `toFloat64(${y} > 0) AS y${i}, toFloat64(${x} > 0) AS x${i}`
      : `${y} AS y${i}, ${x} AS x${i}`
  })
  const branches = facts.branches.map(
    ({
      from,
      key,
    }) => `SELECT p.number AS number, p.arm AS arm, p.day AS day, p.entered AS entered, f.at AS at, ${each((i) => `f.v${i} AS v${i}`)}
      FROM (${from(moment)}) AS f INNER JOIN (${key === 'id' ? byEveryId : counted}) AS p ON f.${key} = p.${key}
      WHERE f.at >= p.entered - toIntervalSecond({history:UInt32}) AND f.at < ${windowSeconds === null ? moment('until') : 'p.entered + toIntervalSecond({window:UInt32})'}`,
  )
  return `WITH people AS (
      SELECT person, number, arm, entered, toDate(entered, {zone:String}) AS day, toUInt8(${isCounted}) AS counted
      FROM (${people.sql}))
    SELECT arm, toString(day) AS day, counted, sum(n) AS n,
      ${each((i) => `sum(y${i}) AS y${i}, sum(yy${i}) AS yy${i}, sum(x${i}) AS x${i}, sum(xx${i}) AS xx${i}, sum(xy${i}) AS xy${i}`)}
    FROM (
      SELECT arm, day, counted, count() AS n,
        ${each((i) => `toFloat64(0) AS y${i}, toFloat64(0) AS yy${i}, toFloat64(0) AS x${i}, toFloat64(0) AS xx${i}, toFloat64(0) AS xy${i}`)}
      FROM people GROUP BY arm, day, counted
      UNION ALL
      SELECT arm, day, toUInt8(1) AS counted, toUInt64(0) AS n,
        ${each((i) => `sum(b.y${i}) AS y${i}, sum(b.y${i} * b.y${i}) AS yy${i}, sum(b.x${i}) AS x${i}, sum(b.x${i} * b.x${i}) AS xx${i}, sum(b.x${i} * b.y${i}) AS xy${i}`)}
      FROM (
        SELECT any(arm) AS arm, any(day) AS day, ${perPerson}
        FROM (SELECT number, arm, day, entered, at, ${values} FROM (${branches.join(' UNION ALL ')}))
        GROUP BY number) AS b
      GROUP BY arm, day)
    GROUP BY arm, day, counted ORDER BY day, arm`
}
