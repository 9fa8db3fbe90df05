import type { Tx } from '#platform/postgres'
import { readShop } from './ask-people.ts'
import { personOfEvent } from './compile/build-query.ts'
import { parsePath, type Step } from './compile/path.ts'
import type { SegmentsDeps } from './segments-deps.ts'

/** The values to which a path leads; several where it has a `[*]`. */
type Values = unknown[]

/** What was told of a trait of somebody, oldest first, and what stands now. */
export type TraitHistory = { since: Temporal.Instant; told: { at: number; values: Values }[]; now: Values }

/** Only these persons; `family` adds everybody who was joined to them. Everybody where it is not given, at most `most` of them. */
type Whose = { only?: { persons: string[]; family: string[] }; most: number }

/** What was ever told of a trait, by person; of whom nothing was told is missing. */
export async function readTraitHistories(
  { ch }: Pick<SegmentsDeps, 'ch'>,
  tx: Tx,
  workspaceId: string,
  path: string,
  { only, most }: Whose,
): Promise<Map<string, TraitHistory>> {
  const [first, ...rest] = parsePath(path)
  if (first === undefined || first === 'any' || !('key' in first)) return new Map()
  const { joined } = await readShop(tx, workspaceId)
  const { person, join } = personOfEvent(joined)
  const raw = 'JSONExtractRaw(properties, {key:String})'
  const rows = await ch
    .forWorkspace(workspaceId)
    .query<{ id: string; since: string; standing: string; told: [string, string, string][] }>(
      `SELECT p.customer_id AS id, toString(toUnixTimestamp64Milli(p.first_seen_at)) AS since, p.standing AS standing, e.told AS told
      FROM (SELECT customer_id, first_seen_at, JSONExtractRaw(traits, {key:String}) AS standing FROM customer_profiles FINAL
        WHERE workspace_id = {workspace_id:UUID} AND person_id = customer_id
          ${only ? 'AND customer_id IN {persons:Array(UUID)}' : ''}) AS p
      LEFT JOIN (SELECT ${person} AS person_id,
          arraySort(groupArray((toUnixTimestamp64Milli(occurred_at), toInt64(position), ${raw}))) AS told
        FROM events ${join} WHERE workspace_id = {workspace_id:UUID} AND event = 'Identified' AND ${raw} != ''
          ${only ? 'AND customer_id IN {family:Array(UUID)}' : ''}
        GROUP BY person_id) AS e ON e.person_id = p.customer_id
      WHERE standing NOT IN ('', 'null') OR notEmpty(told) LIMIT {most:UInt32}`,
      { key: first.key, most, ...only },
    )
  const read = (text: string): Values => (text === '' ? [] : valuesAt(JSON.parse(text), rest))
  return new Map(
    rows.map(({ id, since, standing, told }) => [
      id,
      {
        since: Temporal.Instant.fromEpochMilliseconds(Number(since)),
        told: told.map(([at, , text]) => ({ at: Number(at), values: read(text) })),
        now: read(standing),
      },
    ]),
  )
}

/** As a condition judges the past: what was told by then; what no event ever told is as it is today. Nothing before somebody was there. */
export function valuesThen({ since, told, now }: TraitHistory, at: Temporal.Instant): Values {
  if (Temporal.Instant.compare(since, at) > 0) return []
  if (told.length === 0) return now
  return told.findLast((one) => one.at <= at.epochMilliseconds)?.values ?? []
}

function valuesAt(value: unknown, [step, ...rest]: Step[]): Values {
  if (step === undefined) return [value]
  if (step === 'any') return Array.isArray(value) ? value.flatMap((one) => valuesAt(one, rest)) : []
  if ('index' in step) return Array.isArray(value) ? valuesAt(value[step.index], rest) : []
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step.key)) return []
  return valuesAt((value as Record<string, unknown>)[step.key], rest)
}
