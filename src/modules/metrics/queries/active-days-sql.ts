import type { FilterSql } from '../filter.ts'

/** Subquery: one row per day with the bitmap of who bought on it, after the filter. `with` goes before the outer SELECT. */
export function activeDaysSql({ sources, customers }: FilterSql, days = ''): { with: string; from: string } {
  const merged = 'groupBitmapMergeState(customers)'
  const active = customers === null ? merged : `bitmapAnd(${merged}, people)`
  return {
    with: customers === null ? '' : `WITH (SELECT groupBitmapState(customer) FROM (${customers})) AS people`,
    from: `SELECT day, ${active} AS active FROM active_days
      WHERE workspace_id = {workspace_id:UUID} ${sources} ${days} GROUP BY day`,
  }
}
