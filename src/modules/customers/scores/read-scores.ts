import { type RawBuilder, sql } from 'kysely'
import type { CustomerScore, RiskBand, RiskReason } from '#contract/predictions'
import type { Tx } from '#platform/postgres'

/** What a stored score is read as; `s` is customer_scores. */
export const scoreColumns: RawBuilder<unknown> = sql`s.scored_on as "scoredOn", s.version_id as "versionId", s.risk, s.band,
  s.is_gone as "isGone", s.base_risk as "baseRisk", s.rest_weight as "restWeight", s.reasons, s.alive,
  s.next_visit_on as "nextOn", s.next_visit_from as "nextFrom", s.next_visit_to as "nextTo",
  s.expected_orders as "expectedOrders", s.clv_minor as "clvMinor", s.clv_low_minor as "clvLowMinor",
  s.clv_high_minor as "clvHighMinor", s.at_stake_minor as "atStakeMinor", s.best_hour as "bestHour",
  s.week_risk as "weekRisk", s.week_band as "weekBand", s.week_on as "weekOn"`

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
}

export function toScore(stored: StoredScore): CustomerScore {
  const { nextOn, nextFrom, nextTo, weekRisk, weekBand, weekOn } = stored
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
    weekAgo:
      weekRisk === null || weekBand === null || weekOn === null ? null : { risk: weekRisk, band: weekBand, on: weekOn },
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
