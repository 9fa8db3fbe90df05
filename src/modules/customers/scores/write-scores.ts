import { type RawBuilder, sql } from 'kysely'
import type { RiskBand, RiskReason } from '#contract/predictions'
import type { Tx } from '#platform/postgres'

/**
 * Scores of some customers, column by column, each as the text of a PostgreSQL array: whoever computes them in a thread
 * writes them there, so that the thread that answers people only passes them on. `number` is the customer's number.
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

/**
 * Writes the scores of a run, in the order of their keys; what has not changed is not written. Customers who were joined to
 * others meanwhile, or erased, are passed over. Of the week before, what stood last is kept. Resolves to who changed band.
 */
export async function writeScores(
  tx: Tx,
  workspaceId: string,
  run: { versionId: string; scoredOn: string },
  block: ScoreBlock,
): Promise<BandChange[]> {
  const given = sql.join(names.map((name) => sql`${block[name]}::${sql.raw(types[name])}[]`))
  const isNewWeek = sql`date_trunc('week', old.scored_on) < date_trunc('week', ${run.scoredOn}::date)`
  const { rows } = await sql<BandChange>`
    with given as (select * from unnest(${given}) as g (${sql.raw(names.join(', '))})),
    next as (
      select c.customer_id, ${columns('g.')},
        case when ${isNewWeek} then old.risk else old.week_risk end as week_risk,
        case when ${isNewWeek} then old.band else old.week_band end as week_band,
        case when ${isNewWeek} then old.scored_on else old.week_on end as week_on
      from given g
      join customers c on c.workspace_id = ${workspaceId} and c.number = g.number and c.merged_into is null
      left join customer_scores old on old.workspace_id = ${workspaceId} and old.customer_id = c.customer_id
      order by c.customer_id)
    insert into customer_scores as s (workspace_id, customer_id, version_id, scored_on, ${columns('')}, week_risk, week_band, week_on)
    select ${workspaceId}, customer_id, ${run.versionId}, ${run.scoredOn}, ${columns('')}, week_risk, week_band, week_on from next
    on conflict (workspace_id, customer_id) do update set version_id = excluded.version_id, scored_on = excluded.scored_on,
      ${sql.raw(told.map((name) => `${name} = excluded.${name}`).join(', '))},
      week_risk = excluded.week_risk, week_band = excluded.week_band, week_on = excluded.week_on
    where (${columns('s.')}, s.week_on) is distinct from (${columns('excluded.')}, excluded.week_on)
    returning s.customer_id as "customerId", old.band as "from", new.band as "to", new.reasons`.execute(tx)
  return rows.filter(({ from, to }) => from !== null && from !== to)
}

/** Forgets the scores of customers of these numbers (both included) that are not of the day: they have nothing left to score. */
export async function removeStaleScores(
  tx: Tx,
  workspaceId: string,
  { from, to, scored }: { from: number; to: number; scored: number[] },
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
