import { type RawBuilder, sql } from 'kysely'
import type { CustomerScore, RiskBand, RiskReason } from '#contract/predictions'
import type { Tx } from '#platform/postgres'

/** Who is gone is only written when their figures have moved: of a row older than this week, what stands there stood a week ago. */
const stoodAWeekAgo = sql`s.is_gone and date_trunc('week', s.scored_on) < date_trunc('week', current_date)`

/** What a stored score is read as; `s` is customer_scores. */
export const scoreColumns: RawBuilder<unknown> = sql`s.scored_on as "scoredOn", s.version_id as "versionId", s.risk, s.band,
  s.is_gone as "isGone", s.base_risk as "baseRisk", s.rest_weight as "restWeight", s.reasons, s.alive,
  s.next_visit_on as "nextOn", s.next_visit_from as "nextFrom", s.next_visit_to as "nextTo",
  s.expected_orders as "expectedOrders", s.clv_minor as "clvMinor", s.clv_low_minor as "clvLowMinor",
  s.clv_high_minor as "clvHighMinor", s.at_stake_minor as "atStakeMinor", s.best_hour as "bestHour",
  case when ${stoodAWeekAgo} then s.risk else s.week_risk end as "weekRisk",
  case when ${stoodAWeekAgo} then s.band else s.week_band end as "weekBand",
  case when ${stoodAWeekAgo} then s.scored_on else s.week_on end as "weekOn",
  case when ${stoodAWeekAgo} then s.alive else s.week_alive end as "weekAlive",
  case when ${stoodAWeekAgo} then s.clv_minor else s.week_clv_minor end as "weekClvMinor",
  case when ${stoodAWeekAgo} then s.next_visit_on else s.week_next_on end as "weekNextOn"`

export type StoredScore = {
  scoredOn: string
  versionId: string
  risk: number
  band: RiskBand
  isGone: boolean
  baseRisk: number
  restWeight: number
  reasons: RiskReason[]
  alive: number
  nextOn: string | null
  nextFrom: string | null
  nextTo: string | null
  expectedOrders: number
  clvMinor: number
  clvLowMinor: number
  clvHighMinor: number
  atStakeMinor: number
  bestHour: number | null
  weekRisk: number | null
  weekBand: RiskBand | null
  weekOn: string | null
  weekAlive: number | null
  weekClvMinor: number | null
  weekNextOn: string | null
}

export function toScore(stored: StoredScore): CustomerScore {
  const { nextOn, nextFrom, nextTo } = stored
  return {
    scoredOn: stored.scoredOn,
    versionId: stored.versionId,
    risk: stored.risk,
    band: stored.band,
    isGone: stored.isGone,
    baseRisk: stored.baseRisk,
    reasons: stored.reasons,
    restWeight: stored.restWeight,
    alive: stored.alive,
    nextVisit: nextOn === null ? null : { on: nextOn, from: nextFrom ?? nextOn, to: nextTo ?? nextOn },
    expectedOrders: stored.expectedOrders,
    clv: { minor: stored.clvMinor, lowMinor: stored.clvLowMinor, highMinor: stored.clvHighMinor },
    atStakeMinor: stored.atStakeMinor,
    bestHour: stored.bestHour,
    weekAgo: weekAgoOf(stored),
  }
}

function weekAgoOf({ weekRisk, weekBand, weekOn, ...week }: StoredScore): CustomerScore['weekAgo'] {
  if (weekRisk === null || weekBand === null || weekOn === null) return null
  return {
    risk: weekRisk,
    band: weekBand,
    on: weekOn,
    alive: week.weekAlive,
    clvMinor: week.weekClvMinor,
    nextOn: week.weekNextOn,
  }
}

/** The scores of these customers by id; who has none yet is not among them. */
export async function readScores(
  tx: Tx,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<Map<string, CustomerScore>> {
  const { rows } = await sql<StoredScore & { customerId: string }>`
    select s.customer_id as "customerId", ${scoreColumns} from customer_scores s
    where s.workspace_id = ${workspaceId} and s.customer_id = any(${[...customerIds]}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.customerId, toScore(row)]))
}
