import { patienceSql } from '#modules/customers'
import { momentOf, type QueryBuilder, type ScoreColumn } from './query-builder.ts'

/** What is kept of people's orders, scores and rhythms, as subqueries by customer number: as it stands, or as it stood then. */

export function totalsOf(q: QueryBuilder): string {
  const currency = q.bind(q.currency, 'String')
  if (q.past)
    return `SELECT customer, min(if(c.orders > 0, c.day, toDate('2149-06-06'))) AS first_day,
        max(if(c.orders > 0, c.day, toDate('1970-01-01'))) AS last_day, sum(c.orders) AS orders, sum(c.revenue) AS revenue,
        sum(c.refunded) AS refunded
      FROM sales AS c ${untilThen(q)} WHERE workspace_id = {workspace_id:UUID} AND currency = ${currency}
        AND toUnixTimestamp64Milli(ordered_at) <= until GROUP BY customer`
  return `SELECT customer, min(first_day) AS first_day, max(last_day) AS last_day, sum(c.orders) AS orders, sum(c.revenue) AS revenue,
      sum(c.refunded) AS refunded
    FROM customer_totals AS c WHERE workspace_id = {workspace_id:UUID} AND currency = ${currency} GROUP BY customer`
}

/** A day that never comes: no visit is to be expected. */
export const noDay = `toDate('2149-06-06')`

/** Of the latest week by then; before the first one, of that. */
export function scoresOf(q: QueryBuilder, wanted: ScoreColumn[]): string {
  const then = `toDate(fromUnixTimestamp64Milli(${q.bind(q.now, 'Int64')}, ${q.bind(q.zone, 'String')}))`
  const week = q.past ? `if(countIf(week <= ${then}) > 0, maxIf(week, week <= ${then}), min(week))` : 'max(week)'
  const latest = `(SELECT ${week} FROM customer_scores WHERE workspace_id = {workspace_id:UUID})`
  const isChange = wanted.includes('has_before')
  const figureOf = (column: ScoreColumn): string => {
    if (column === 'has_before') return `countIf(c.week < ${latest}) > 0`
    const name = column.replace('before_', '')
    const newest = (value: string): string =>
      isChange
        ? `argMaxIf(${value}, version, c.week ${column === name ? '=' : '<'} ${latest})`
        : `argMax(${value}, version)`
    // An aggregate passes over what is null; in a tuple it counts.
    return name === 'next_visit_on' ? `ifNull(${newest('tuple(c.next_visit_on)')}.1, ${noDay})` : newest(`c.${name}`)
  }
  const weeks = isChange ? `IN (${latest}, ${latest} - 7)` : `= ${latest}`
  return `SELECT customer, ${wanted.map((column) => `${figureOf(column)} AS ${column}`).join(', ')}
    FROM customer_scores AS c WHERE workspace_id = {workspace_id:UUID} AND week ${weeks} GROUP BY customer`
}

/** Who has no rhythm yet is never late, and nobody knows one of who never bought. Definition: docs/metrics.md, “Rhythm”. */
export function rhythmOf(q: QueryBuilder): string {
  if (!q.past)
    return `SELECT customer, argMax(c.late_from, version) AS late_from, toUInt8(1) AS known
      FROM customer_rhythms AS c WHERE workspace_id = {workspace_id:UUID} GROUP BY customer`
  return `SELECT customer, toUInt8(1) AS known, if(length(all_days) < 4, toDate('2149-06-06'),
        toDate(toUInt16(least(65535, all_days[-1] + ${patienceSql('sorted')})))) AS late_from
    FROM (
      SELECT customer, arraySort(groupUniqArray(toInt32(toUInt16(c.day)))) AS all_days,
        arraySort(arrayPopFront(arrayDifference(arraySlice(all_days, -${keptVisits})))) AS sorted
      FROM (SELECT customer, d.day AS day FROM customer_days AS d ${untilThen(q)} WHERE workspace_id = {workspace_id:UUID}
        AND ${seen} <= until GROUP BY customer, day HAVING sum(d.orders) > 0) AS c
      GROUP BY customer)`
}

/** So many of the latest visits make a rhythm. */
const keptVisits = 24

/** The first order of a day; a correction, which has none, counts with its day. */
const seen = `least(toUnixTimestamp64Milli(d.first_at), toUnixTimestamp64Milli(toDateTime64(d.day, 3, 'UTC')) + 86399999)`

/** Adds `until`: the moment, in milliseconds, as of which is asked about a customer. */
function untilThen(q: QueryBuilder): string {
  if (!q.past) return ''
  if (q.past.kind === 'everybody') return `CROSS JOIN (SELECT toInt64(${q.bind(q.now, 'Int64')}) AS until) AS u`
  return `INNER JOIN (SELECT customer, ${momentOf(q.bind, q, q.past)} AS until FROM customer_profiles FINAL
    WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {persons:Array(UUID)}) AS u USING customer`
}
