import { type RawBuilder, sql } from 'kysely'
import type { RiskBand, RiskReason } from '#contract/predictions'
import type { Tx } from '#platform/postgres'

/**
 * Scores of some customers, column by column, each as the text of a PostgreSQL array (`reasons`: JSON with \u0001 between): whoever
 * computes them in a thread writes them there, so that the thread that answers people only passes them on. `number` is the customer's.
 */
export type ScoreBlock = Record<keyof typeof types, string>

const types = {
  number: 'int',
  risk: 'real',
  band: 'text',
  is_gone: 'boolean',
  base_risk: 'real',
  rest_weight: 'real',
  reasons: 'jsonb',
  alive: 'real',
  next_visit_on: 'date',
  next_visit_from: 'date',
  next_visit_to: 'date',
  expected_orders: 'real',
  clv_minor: 'bigint',
  clv_low_minor: 'bigint',
  clv_high_minor: 'bigint',
  at_stake_minor: 'bigint',
  value_band: 'smallint',
  margin_rate: 'real',
  best_hour: 'smallint',
} as const

const names = Object.keys(types) as (keyof typeof types)[]
const told = names.filter((name) => name !== 'number')
const columns = (prefix: string): RawBuilder<unknown> => sql.raw(told.map((name) => `${prefix}${name}`).join(', '))

export type BandChange = { customerId: string; from: RiskBand; to: RiskBand; reasons: RiskReason[] }

/** What may change of somebody long gone, or of anybody, without being worth a line: half a point, a hundredth of the money. */
const isNews = sql`(old.band <> g.band or old.is_gone <> g.is_gone or abs(old.risk - g.risk) >= 0.005 or abs(old.alive - g.alive) >= 0.005
  or abs(old.clv_minor - g.clv_minor) > 0.01 * greatest(old.clv_minor, g.clv_minor) or old.value_band <> g.value_band)`

/**
 * Writes the scores of a run, in the order of their keys. Who is gone is only written where their figures have moved, so their
 * row may be some nights old. Customers who were joined to others meanwhile, or erased, are passed over. Of the week before,
 * what stood last is kept. Resolves to who changed band.
 */
export async function writeScores(
  tx: Tx,
  workspaceId: string,
  run: { versionId: string; scoredOn: string },
  block: ScoreBlock,
): Promise<BandChange[]> {
  const given = sql.join(
    names.map((name) =>
      name === 'reasons'
        ? sql`string_to_array(${block.reasons}, chr(1))::jsonb[]`
        : sql`${block[name]}::${sql.raw(types[name])}[]`,
    ),
  )
  const isNewWeek = sql`date_trunc('week', old.scored_on) < date_trunc('week', ${run.scoredOn}::date)`
  const { rows } = await sql<BandChange>`
    with given as materialized (select * from unnest(${given}) as g (${sql.raw(names.join(', '))})),
    next as materialized (
      select c.customer_id, ${columns('g.')}, old.customer_id is null as is_new, old.band as old_band,
        case when ${isNewWeek} then old.risk else old.week_risk end as new_week_risk,
        case when ${isNewWeek} then old.band else old.week_band end as new_week_band,
        case when ${isNewWeek} then old.scored_on else old.week_on end as new_week_on
      from given g
      join customers c on c.workspace_id = ${workspaceId} and c.number = g.number and c.merged_into is null
      left join customer_scores old on old.workspace_id = ${workspaceId} and old.customer_id = c.customer_id
      where old.customer_id is null or not g.is_gone or ${isNewWeek} or ${isNews}
      order by c.customer_id),
    changed as (
      update customer_scores s set version_id = ${run.versionId}, scored_on = ${run.scoredOn},
        ${sql.raw(told.map((name) => `${name} = n.${name}`).join(', '))},
        week_risk = n.new_week_risk, week_band = n.new_week_band, week_on = n.new_week_on
      from next n where not n.is_new and s.workspace_id = ${workspaceId} and s.customer_id = n.customer_id),
    first as (
      insert into customer_scores (workspace_id, customer_id, version_id, scored_on, ${columns('')})
      select ${workspaceId}, customer_id, ${run.versionId}, ${run.scoredOn}, ${columns('')} from next where is_new)
    select customer_id as "customerId", old_band as "from", band as "to", reasons from next
    where not is_new and old_band <> band`.execute(tx)
  return rows
}

/**
 * Forgets the scores of customers of these numbers (both included) that are not among those scored (the text of an array of
 * numbers): they have nothing left to score.
 */
export async function removeStaleScores(
  tx: Tx,
  workspaceId: string,
  { from, to, scored }: { from: number; to: number; scored: string },
): Promise<void> {
  await sql`delete from customer_scores s using customers c
    where s.workspace_id = ${workspaceId} and c.workspace_id = ${workspaceId} and c.customer_id = s.customer_id
      and c.number between ${from} and ${to}
      and (c.merged_into is not null or not c.number = any(${scored}::int[]))`.execute(tx)
}

/** Forgets every score of a shop that tells nothing any more. */
export async function forgetScores(tx: Tx, workspaceId: string): Promise<void> {
  await sql`delete from customer_scores where workspace_id = ${workspaceId}`.execute(tx)
}
