import { type RawBuilder, sql } from 'kysely'
import type { RiskBand, RiskReason } from '#contract/predictions'
import type { Tx } from '#platform/postgres'

/**
 * Scores of customers with neighbouring numbers, `from` to `to` (both included), column by column, each as a PostgreSQL array in binary:
 * whoever computes them in a thread writes them there, so that the thread that answers people only passes them on. `number` is the
 * customer's; who is of the range and not in it has nothing left to score.
 */
export type ScoreBlock = {
  from: number
  to: number
  /** the risk of the average customer */
  baseRisk: number
  columns: Record<keyof typeof types, Uint8Array<ArrayBuffer>>
}

const types = {
  number: 'int',
  risk: 'real',
  band: 'text',
  is_gone: 'boolean',
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
const listed = (prefix: string): RawBuilder<unknown> => sql.raw(told.map((name) => `${prefix}${name}`).join(', '))

/** What is told of a change of band, now and as it stood at the run before. */
const figures = ['risk', 'alive', 'clv_minor', 'next_visit_on'] as const
type Figures = Record<(typeof figures)[number], number | string | null>

const listOf = (prefix: string, as: string): RawBuilder<unknown> =>
  sql.raw(figures.map((name) => `${prefix}${name} as ${as}${name}`).join(', '))
const objectOf = (prefix: string): RawBuilder<unknown> =>
  sql.raw(`jsonb_build_object(${figures.map((name) => `'${name}', ${prefix}${name}`).join(', ')})`)

export type BandChange = {
  customerId: string
  from: RiskBand
  to: RiskBand
  reasons: RiskReason[]
  now: Figures
  before: Figures
}

/** What may change of somebody long gone without being worth a line: half a point, a hundredth of the money. */
const isNews = sql`(s.band <> n.band or s.is_gone <> n.is_gone or abs(s.risk - n.risk) >= 0.005 or abs(s.alive - n.alive) >= 0.005
  or abs(s.clv_minor - n.clv_minor) > 0.01 * greatest(s.clv_minor, n.clv_minor) or s.value_band <> n.value_band)`

/**
 * Writes the scores of a run, in the order of their keys, and forgets those of the block's other customers: who was joined to somebody
 * meanwhile, or has nothing left to score. Who is gone is only written where their figures have moved, so their row may be some weeks
 * old. Of the week before, what stood last is kept. Resolves to who changed band.
 */
export async function writeScores(
  tx: Tx,
  workspaceId: string,
  run: { versionId: string; scoredOn: string },
  { from, to, baseRisk, columns }: ScoreBlock,
): Promise<BandChange[]> {
  const given = sql.join(names.map((name) => sql`${columns[name]}::${sql.raw(types[name])}[]`))
  const isNewWeek = sql`date_trunc('week', s.scored_on) < date_trunc('week', ${run.scoredOn}::date)`
  await lookUpByKey(tx)
  await sql`delete from customer_scores where workspace_id = ${workspaceId} and customer_id = any(array(
    select customer_id from customers where workspace_id = ${workspaceId} and number between ${from} and ${to}
      and (merged_into is not null or number <> all(${columns.number}::int[]))))`.execute(tx)
  const { rows } = await sql<BandChange>`
    with written as (
      merge into customer_scores s using (
        select c.customer_id, g.* from unnest(${given}) as g (${sql.raw(names.join(', '))})
        join customers c on c.workspace_id = ${workspaceId} and c.number = g.number and c.merged_into is null
        order by c.customer_id) n
      on s.workspace_id = ${workspaceId} and s.customer_id = n.customer_id
      when matched and (not n.is_gone or ${isNews}) then update set version_id = ${run.versionId}, scored_on = ${run.scoredOn},
        base_risk = ${baseRisk}, ${sql.raw(told.map((name) => `${name} = n.${name}`).join(', '))},
        week_risk = case when ${isNewWeek} then s.risk else s.week_risk end,
        week_band = case when ${isNewWeek} then s.band else s.week_band end,
        week_on = case when ${isNewWeek} then s.scored_on else s.week_on end,
        week_alive = case when ${isNewWeek} then s.alive else s.week_alive end,
        week_clv_minor = case when ${isNewWeek} then s.clv_minor else s.week_clv_minor end,
        week_next_on = case when ${isNewWeek} then s.next_visit_on else s.week_next_on end
      when not matched then insert
        (workspace_id, customer_id, version_id, scored_on, base_risk, ${listed('')})
        values (${workspaceId}, n.customer_id, ${run.versionId}, ${run.scoredOn}, ${baseRisk}, ${listed('n.')})
      returning n.customer_id, old.band as old_band, new.band, n.reasons, ${listOf('new.', 'now_')}, ${listOf('old.', 'old_')})
    select customer_id as "customerId", old_band as "from", band as "to", reasons, ${objectOf('now_')} as now,
      ${objectOf('old_')} as before from written where old_band <> band`.execute(tx)
  return rows
}

/**
 * Until the transaction ends every table is asked row by row through its keys. Whatever PostgreSQL believes of the tables' sizes, which
 * it learns some time after a first run, any other plan would read all of a table for each block of some thousand rows.
 */
async function lookUpByKey(tx: Tx): Promise<void> {
  const off = ['enable_seqscan', 'enable_bitmapscan', 'enable_hashjoin', 'enable_mergejoin']
  await sql`select ${sql.join(off.map((name) => sql`set_config(${name}, 'off', true)`))}`.execute(tx)
}

/** Forgets every score of a shop that tells nothing any more. */
export async function forgetScores(tx: Tx, workspaceId: string): Promise<void> {
  await sql`delete from customer_scores where workspace_id = ${workspaceId}`.execute(tx)
}
