import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import type { Conditions } from './list-conditions.ts'

/** Counted exactly up to here; beyond, a person only needs to know that there are many. */
export const countedTo = 10_000

/** How a page of those who meet the conditions is found. */
export type Way = {
  /** along the sort's index, past at most so many customers (undefined: as many as it takes); 0 = not at all */
  walk: number | undefined
  /** what fewer people meet: it is looked up, the rest is asked of whoever was found */
  rarer: 'people' | 'measures'
  /** certainly more than are counted */
  many: boolean
}

// So many are always looked up and sorted.
const few = 5_000
const sampled = 1_000
const longestWalk = 25_000
// Three times as many as are counted: a sample of a thousand is not wrong by that much.
const manyFrom = 3 * countedTo

/**
 * Few matches are best looked up and sorted, many are soon met along the sort's index. Which it is, and whether to count at all,
 * is read from customers drawn by number: PostgreSQL's own statistics are of all workspaces together and know no words.
 */
export async function chooseWay(
  tx: Tx,
  workspaceId: string,
  conditions: Conditions,
  numbers: number,
  limit: number,
): Promise<Way> {
  const { people, measures, visits, sort } = conditions
  if (people === undefined && visits && sort !== 'name') return { walk: undefined, rarer: 'measures', many: false }
  if (numbers <= few) return { walk: 0, rarer: people === undefined ? 'measures' : 'people', many: false }
  const isListed = people === undefined && conditions.listed
  const hits = isListed
    ? await countListed(tx, workspaceId, conditions)
    : await drawSample(tx, workspaceId, conditions, numbers)
  const share = hits.matching / (isListed ? numbers : sampled)
  return {
    walk: share * share * numbers > limit ? Math.min(longestWalk, Math.ceil((4 * limit) / share) + 1_000) : 0,
    rarer: people !== undefined && (measures === undefined || hits.people <= hits.measures) ? 'people' : 'measures',
    many: share * numbers >= manyFrom,
  }
}

type Hits = { people: number; measures: number; matching: number }

/** As many as there are, or so many that it makes no difference. */
async function countListed(tx: Tx, workspaceId: string, { measures }: Conditions): Promise<Hits> {
  const found = await sql<{ count: number }>`select count(*)::int as count from (select from customer_measures m
    where m.workspace_id = ${workspaceId} and ${measures ?? sql`true`} limit ${manyFrom}) m`.execute(tx)
  const count = found.rows[0]?.count ?? 0
  return { people: 0, measures: count, matching: count }
}

async function drawSample(
  tx: Tx,
  workspaceId: string,
  { profile, measures }: Conditions,
  numbers: number,
): Promise<Hits> {
  // Multiples of a large prime: spread evenly, and the same every time, so that a list does not change its mind.
  const drawn = Array.from({ length: sampled }, (_, i) => 1 + ((i * 2_654_435_761) % numbers))
  const m = sql`join customer_measures m on m.workspace_id = ${workspaceId} and m.customer_id = c.customer_id`
  const found = await sql<Hits>`
    select count(*) filter (where s.people)::int as people, count(*) filter (where s.measures)::int as measures,
      count(*) filter (where s.people and s.measures)::int as matching
    from (select ${profile} as people, ${measures ?? sql`true`} as measures
      from customers c ${measures ? m : sql``}
      where c.workspace_id = ${workspaceId} and c.number = any(${drawn}::int[]) and c.merged_into is null) s`.execute(
    tx,
  )
  return found.rows[0] ?? { people: 0, measures: 0, matching: 0 }
}
