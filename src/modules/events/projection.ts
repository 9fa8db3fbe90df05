import type { Tx } from '#platform/postgres'
import type { EventBody } from './canonical.ts'

/** An event as the projector reads it from the log. `occurredAt` is Unix milliseconds. */
export type LoggedEvent = {
  position: number
  messageKey: string
  occurredAt: number
  source: string
  importId: string | null
  body: EventBody
}

/** Rows for ClickHouse's `sales`: a change of an order's worth; a correction takes back (−) and gives anew (+). */
export type SaleFact = {
  source: string
  day: string
  customer: number
  order_id: string
  currency: string
  ordered_at: string
  orders: number
  revenue: number
  refunded: number
  cost: number
  costed_revenue: number
  items: number
}
/** What is known of a customer's rhythm as it stands; dates are absent below four visits, or for who never came back. */
export type RhythmFact = { customer: number; visits: number; late_from: string | null; came_back_on: string | null }
export type TraitFact = { trait: string; value: string; customer: number; present: number }
/** What is known of a person as it stands; `person_id` is who they are now, themselves or who they were joined to. */
export type ProfileFact = {
  customer_id: string
  person_id: string
  customer: number
  traits: string
  first_seen_at: string
}

/**
 * What a batch changed that ClickHouse has to be told. `repair` names customers and days whose minimum, maximum or presence may have
 * shrunk; `moved` are positions of earlier events that belong to somebody else since; `profiles` are customer ids of whom
 * something else is known, or who are somebody else now.
 */
export type Facts = {
  sales: SaleFact[]
  traits: TraitFact[]
  repair: { customers: number[]; days: string[] }
  moved?: number[]
  profiles?: string[]
}

export const noFacts = (): Facts => ({ sales: [], traits: [], repair: { customers: [], days: [] } })

export type Workspace = { workspaceId: string; timeZone: string; currency: string; locale: string }

/**
 * Attaches each event to a customer and changes whatever follows from it, inside the projector's transaction: pure SQL and
 * rules, no network. `customerIds` is aligned with `events`.
 */
export type Project = (
  tx: Tx,
  workspace: Workspace,
  events: LoggedEvent[],
) => Promise<{ customerIds: string[]; facts: Facts }>
