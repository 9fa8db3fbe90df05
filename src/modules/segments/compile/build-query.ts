import type { Answer } from './answer.ts'
import type { QueryBuilder } from './query-builder.ts'

export type People = {
  /** only these persons; `family` adds everybody who was joined to them, whose events are theirs */
  only?: { persons: string[]; family: string[] }
  /** whether anybody in the workspace was joined to somebody: else nobody has to be looked up */
  joined: boolean
}

/** One row a person with the answers as `h0`, `n0`, `h1`, …: a FROM clause with its parameters. */
export function buildQuery(
  q: QueryBuilder,
  answers: Answer[],
  { only, joined }: People,
): { sql: string; params: Record<string, unknown> } {
  const parts = q.parts()
  const params: Record<string, unknown> = { ...parts.params }
  if (only) Object.assign(params, { persons: only.persons, family: only.family })
  const columns = answers.flatMap(({ holds, next }, i) => [
    `toUInt8(${holds}) AS h${i}`,
    ...(next === null ? [] : [`toInt64(${next}) AS n${i}`]),
  ])
  const sql = `SELECT p.customer_id AS customer_id, p.customer AS customer, ${columns.join(', ')}
    FROM (SELECT customer_id, customer${parts.traits ? ', traits' : ''} FROM customer_profiles FINAL
      WHERE workspace_id = {workspace_id:UUID} AND person_id = customer_id${only ? ' AND customer_id IN {persons:Array(UUID)}' : ''}) AS p
    ${parts.folds.length > 0 ? `LEFT JOIN (${eventsOf(parts, only !== undefined, joined)}) AS e ON e.person_id = p.customer_id` : ''}
    ${parts.totals ? `LEFT JOIN (${totalsOf(q, params)}) AS t ON t.customer = p.customer` : ''}
    ${parts.scores ? `LEFT JOIN (${scores}) AS s ON s.customer = p.customer` : ''}
    ${parts.rhythm ? `LEFT JOIN (${rhythm}) AS r ON r.customer = p.customer` : ''}`
  return { sql, params }
}

function eventsOf({ folds, events }: ReturnType<QueryBuilder['parts']>, only: boolean, joined: boolean): string {
  const which = events.includes('true') ? '' : ` AND (${events.join(' OR ')})`
  const person = joined ? `if(joined_into = toUUID('${nobody}'), customer_id, joined_into)` : 'customer_id'
  return `SELECT ${person} AS person_id, ${folds.map(({ alias, sql }) => `${sql} AS ${alias}`).join(', ')}
    FROM events ${joined ? `LEFT ANY JOIN (${joinedPeople}) AS j ON customer_id = joined_id` : ''}
    WHERE workspace_id = {workspace_id:UUID}${only ? ' AND customer_id IN {family:Array(UUID)}' : ''}${which}
    GROUP BY person_id`
}

const nobody = '00000000-0000-0000-0000-000000000000'
const joinedPeople = `SELECT customer_id AS joined_id, person_id AS joined_into FROM customer_profiles FINAL
  WHERE workspace_id = {workspace_id:UUID} AND person_id != customer_id`

function totalsOf(q: QueryBuilder, params: Record<string, unknown>): string {
  params.currency = q.currency
  return `SELECT customer, min(first_day) AS first_day, max(last_day) AS last_day, sum(c.orders) AS orders, sum(c.revenue) AS revenue,
      sum(c.refunded) AS refunded
    FROM customer_totals AS c WHERE workspace_id = {workspace_id:UUID} AND currency = {currency:String} GROUP BY customer`
}

const scores = `SELECT customer, argMax(c.band, version) AS band, argMax(c.risk, version) AS risk, argMax(c.alive, version) AS alive,
    argMax(c.clv_minor, version) AS clv_minor
  FROM customer_scores AS c WHERE workspace_id = {workspace_id:UUID}
    AND week = (SELECT max(week) FROM customer_scores WHERE workspace_id = {workspace_id:UUID}) GROUP BY customer`

/** Who has no rhythm yet is never late, and nobody knows one of who never bought. */
const rhythm = `SELECT customer, argMax(c.late_from, version) AS late_from, toUInt8(1) AS known
  FROM customer_rhythms AS c WHERE workspace_id = {workspace_id:UUID} GROUP BY customer`
