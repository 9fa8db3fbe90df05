import type { Answer } from './answer.ts'
import { momentOf, type QueryBuilder } from './query-builder.ts'
import { rhythmOf, scoresOf, totalsOf } from './standing.ts'

export type People = {
  /** only these persons; `family` adds everybody who was joined to them, whose events are theirs */
  only?: { persons: string[]; family: string[] }
  /** whether anybody in the workspace was joined to somebody: else nobody has to be looked up */
  joined: boolean
  /** only those with ids in this stretch: of random ids a sample, which lies together on the disk */
  among?: { from: string; below: string }
}

/** One row a person with the answers as `h0`, `n0`, `h1`, …: a FROM clause with its parameters. */
export function buildQuery(
  q: QueryBuilder,
  answers: Answer[],
  { only, joined, among }: People,
): { sql: string; params: Record<string, unknown> } {
  const parts = q.parts()
  const stretch = among
    ? [`customer_id >= ${q.bind(among.from, 'UUID')} AND customer_id < ${q.bind(among.below, 'UUID')}`]
    : []
  const columns = answers.flatMap(({ holds, next }, i) => [
    `toUInt8(${holds}) AS h${i}`,
    ...(next === null ? [] : [`toInt64(${next}) AS n${i}`]),
  ])
  const here = [
    ...(only ? ['customer_id IN {persons:Array(UUID)}'] : []),
    ...stretch,
    // Who came later was not there yet.
    ...(q.past ? [`toUnixTimestamp64Milli(first_seen_at) <= ${momentOf(q.bind, q, q.past)}`] : []),
  ]
  const whose = [...(only ? ['customer_id IN {family:Array(UUID)}'] : []), ...stretch]
  const sql = `SELECT p.customer_id AS customer_id, p.customer AS customer, ${columns.join(', ')}
    FROM (SELECT customer_id, customer${parts.traits ? ', traits' : ''} FROM customer_profiles FINAL
      WHERE ${['workspace_id = {workspace_id:UUID} AND person_id = customer_id', ...here].join(' AND ')}) AS p
    ${parts.folds.length > 0 ? `LEFT JOIN (${eventsOf(parts, whose, joined)}) AS e ON e.person_id = p.customer_id` : ''}
    ${parts.totals ? `LEFT JOIN (${totalsOf(q)}) AS t ON t.customer = p.customer` : ''}
    ${parts.scores.length > 0 ? `LEFT JOIN (${scoresOf(q, parts.scores)}) AS s ON s.customer = p.customer` : ''}
    ${parts.rhythm ? `LEFT JOIN (${rhythmOf(q)}) AS r ON r.customer = p.customer` : ''}`
  return { sql, params: { ...q.parts().params, ...only } }
}

function eventsOf({ folds, events }: ReturnType<QueryBuilder['parts']>, whose: string[], joined: boolean): string {
  const which = events.includes('true') ? [] : [`(${events.join(' OR ')})`]
  const { person, join } = personOfEvent(joined)
  return `SELECT ${person} AS person_id, ${folds.map(({ alias, sql }) => `${sql} AS ${alias}`).join(', ')}
    FROM events ${join}
    WHERE ${['workspace_id = {workspace_id:UUID}', ...whose, ...which].join(' AND ')}
    GROUP BY person_id`
}

/** Whose an event is now, and what must be joined to events to know it. */
export const personOfEvent = (joined: boolean): { person: string; join: string } =>
  joined
    ? {
        person: `if(joined_into = toUUID('${nobody}'), customer_id, joined_into)`,
        join: `LEFT ANY JOIN (${joinedPeople}) AS j ON customer_id = joined_id`,
      }
    : { person: 'customer_id', join: '' }

const nobody = '00000000-0000-0000-0000-000000000000'
const joinedPeople = `SELECT customer_id AS joined_id, person_id AS joined_into FROM customer_profiles FINAL
  WHERE workspace_id = {workspace_id:UUID} AND person_id != customer_id`
