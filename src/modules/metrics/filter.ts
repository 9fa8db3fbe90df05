import type { Params } from '#platform/clickhouse'

/** Whose sales count. Several values of one trait, several sources, several tags: any of them; different traits: all. */
export type Filter = { sources: string[]; traits: string[]; tags: string[] }

export const noFilter: Filter = { sources: [], traits: [], tags: [] }

/** The filter as pieces of SQL. `sources` restricts rows; `customers` is a subquery, or null when everybody counts. */
export type FilterSql = { sources: string; customers: string | null; params: Params }

export function filterSql({ sources, traits, tags }: Filter): FilterSql {
  const wanted = groupTraits(traits)
  if (tags.length > 0) wanted.set('tag', tags)
  const params: Params = sources.length > 0 ? { sources } : {}
  const conditions = [...wanted].map(([trait, values], i) => {
    params[`trait${i}`] = trait
    params[`values${i}`] = values
    return `(trait = {trait${i}:String} AND value IN {values${i}:Array(String)})`
  })
  return {
    sources: sources.length > 0 ? 'AND source IN {sources:Array(String)}' : '',
    customers:
      conditions.length === 0
        ? null
        : `SELECT customer FROM (
            SELECT customer, trait FROM customer_traits
            WHERE workspace_id = {workspace_id:UUID} AND (${conditions.join(' OR ')})
            GROUP BY trait, value, customer HAVING sum(present) > 0)
          GROUP BY customer HAVING uniqExact(trait) = ${conditions.length}`,
    params,
  }
}

/** The rows of one table that the filter lets through. */
export function whereSql({ sources, customers }: FilterSql): string {
  const people = customers === null ? '' : `AND customer IN (${customers})`
  return `workspace_id = {workspace_id:UUID} ${sources} ${people}`
}

function groupTraits(traits: string[]): Map<string, string[]> {
  const wanted = new Map<string, string[]>()
  for (const text of traits) {
    const at = text.indexOf(':')
    const trait = text.slice(0, at)
    wanted.set(trait, [...(wanted.get(trait) ?? []), text.slice(at + 1)])
  }
  return wanted
}
