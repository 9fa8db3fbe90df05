import { sql } from 'kysely'
import type { CustomerRow } from '#contract/customers'

export type StoredCustomer = Omit<CustomerRow, 'firstOrderAt' | 'lastOrderAt' | 'silentDays'> & {
  firstOrderAt: Date | null
  lastOrderAt: Date | null
  lastVisitOn: string | null
}

/** What a row of the list shows; `c` is customers, `m` customer_measures. */
export const customerColumns = sql`c.customer_id as "customerId", c.name, c.email, c.phone, c.external_id as "externalId", c.tags,
  m.orders, m.visits, m.revenue_minor as "revenueMinor", m.average_minor as "averageMinor", m.first_order_at as "firstOrderAt",
  m.last_order_at as "lastOrderAt", m.usual_gap_days as "usualGapDays", m.late_from as "lateFrom", m.yearly_minor as "yearlyMinor",
  m.recent_visits as "recentVisits", m.last_visit_on as "lastVisitOn",
  (select jsonb_build_object('clvMinor', s.clv_minor, 'risk', case when not s.is_gone then s.risk end,
      'band', case when not s.is_gone then s.band end, 'isGone', s.is_gone, 'weekRisk', s.week_risk)
    from customer_scores s where s.workspace_id = m.workspace_id and s.customer_id = m.customer_id) as score`

export function toCustomerRow(stored: StoredCustomer, asOf: string): CustomerRow {
  const { lastVisitOn, ...row } = stored
  return {
    ...row,
    firstOrderAt: row.firstOrderAt?.toISOString() ?? null,
    lastOrderAt: row.lastOrderAt?.toISOString() ?? null,
    silentDays:
      lastVisitOn === null ? null : Math.max(0, Math.round((Date.parse(asOf) - Date.parse(lastVisitOn)) / 86_400_000)),
  }
}
