import type { ExperimentMetric } from '#contract/experiments'
import type { Params } from '#platform/clickhouse'

/** Subqueries of (at, v0, v1, …), one per table that is read, keyed by the person's number or by the id it was written under. */
export type FactsSql = {
  branches: { key: 'number' | 'id'; from: (moment: (name: string) => string) => string }[]
  params: Params
}

/**
 * Customers who were joined to another: their id, and who they are now with that person's number. Few, and only they are looked up,
 * so that what is read beside it is not made longer.
 */
export const joinedSql = `SELECT a.customer_id AS customer_id, a.person AS joined_to, b.number AS joined_number
  FROM (SELECT customer_id, argMax(person_id, version) AS person FROM customer_profiles
    WHERE workspace_id = {workspace_id:UUID} AND customer_id IN (
      SELECT customer_id FROM customer_profiles WHERE workspace_id = {workspace_id:UUID} AND person_id != customer_id)
    GROUP BY customer_id HAVING person != customer_id) AS a
  INNER JOIN (SELECT customer_id, any(customer) AS number FROM customer_profiles
    WHERE workspace_id = {workspace_id:UUID} AND customer_id IN (
      SELECT person_id FROM customer_profiles WHERE workspace_id = {workspace_id:UUID} AND person_id != customer_id)
    GROUP BY customer_id) AS b ON b.customer_id = a.person`

export function factsSql(metrics: ExperimentMetric[]): FactsSql {
  const params: Params = {}
  const columns = (of: ExperimentMetric['of']): string =>
    metrics.map((metric, i) => `${metric.of === of ? valueSql(metric, i, params) : 'toFloat64(0)'} AS v${i}`).join(', ')
  const branches: FactsSql['branches'] = []
  if (metrics.some(({ of }) => of === 'orders')) {
    const sums = columns('orders')
    branches.push({
      key: 'number',
      from: (moment) => `SELECT customer AS number, ordered_at AS at, ${sums} FROM sales AS s
        WHERE workspace_id = {workspace_id:UUID} AND ordered_at >= ${moment('from')} AND ordered_at < ${moment('until')}
          AND day >= toDate(${moment('from')}) - 2`,
    })
  }
  const events = metrics.flatMap((metric) => (metric.of === 'event' ? [metric.event] : []))
  if (events.length > 0) {
    params.events = [...new Set(events)]
    const sums = columns('event')
    branches.push({
      key: 'id',
      from: (moment) => `SELECT customer_id AS id, occurred_at AS at, ${sums} FROM events
        WHERE workspace_id = {workspace_id:UUID} AND event IN {events:Array(String)}
          AND occurred_at >= ${moment('from')} AND occurred_at < ${moment('until')}`,
    })
  }
  return { branches, params }
}

function valueSql(metric: ExperimentMetric, i: number, params: Params): string {
  if (metric.of === 'orders') {
    return metric.measure === 'sum'
      ? 'toFloat64(if(s.currency = {currency:String}, s.revenue - s.refunded, 0))'
      : 'toFloat64(s.orders)'
  }
  params[`event${i}`] = metric.event
  const conditions = [`event = {event${i}:String}`]
  for (const [at, condition] of metric.where.entries()) {
    const [name, value] = [`name${i}_${at}`, `value${i}_${at}`]
    params[name] = condition.property
    params[value] = typeof condition.value === 'boolean' ? String(condition.value) : condition.value
    conditions.push(conditionSql(condition, name, value))
  }
  params[`sum${i}`] = metric.property ?? ''
  const value = metric.measure === 'sum' ? numberSql(`sum${i}`) : '1'
  return `toFloat64(if(${conditions.join(' AND ')}, ${value}, 0))`
}

const textSql = (name: string): string => `trim(BOTH '"' FROM JSONExtractRaw(properties, {${name}:String}))`

/** What is no number counts as 0. */
function numberSql(name: string): string {
  const value = `toFloat64OrZero(${textSql(name)})`
  return `if(isFinite(${value}), ${value}, 0)`
}

const signs = { eq: '=', ne: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** A property that is not there meets no condition. */
function conditionSql(
  { operator, value }: { operator: keyof typeof signs | 'contains'; value: string | number | boolean },
  name: string,
  bound: string,
): string {
  const there = `JSONHas(properties, {${name}:String})`
  if (operator === 'contains')
    return `(${there} AND positionCaseInsensitiveUTF8(JSONExtractString(properties, {${name}:String}), toString({${bound}:String})) > 0)`
  if (typeof value === 'number')
    return `(${there} AND ifNull(toFloat64OrNull(${textSql(name)}) ${signs[operator]} {${bound}:Float64}, 0))`
  const text = typeof value === 'boolean' ? textSql(name) : `JSONExtractString(properties, {${name}:String})`
  return `(${there} AND ${text} ${signs[operator]} {${bound}:String})`
}
