import { sql } from 'kysely'
import { type Db, inWorkspace } from '#platform/postgres'
import { counterpart } from './post.ts'

export const ledgerRules = [
  'transactions_sum_to_zero',
  'rows_belong_together',
  'balances_equal_entries',
  'lots_equal_entries',
  'balance_is_lots_minus_deficit',
  'deficit_equals_entries',
  'orders_not_over_reversed',
  'reserved_equals_reservations',
  'vouchers_equal_claims',
  'nothing_below_zero',
] as const

export type LedgerRule = (typeof ledgerRules)[number]
export type LedgerCheck = { rule: LedgerRule; broken: number }

/** What must hold of a workspace's ledger at any moment; each rule with how many rows break it. Reads one snapshot. */
export async function checkLedger(db: Db, workspaceId: string): Promise<LedgerCheck[]> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const programmes = await sql<{ programmeId: string }>`select programme_id as "programmeId" from loyalty_programmes
      where workspace_id = ${workspaceId}`.execute(tx)
    const issued = programmes.rows.map((programme) => counterpart(programme, 'issued', 'credits'))
    const ended = programmes.rows.map((programme) => counterpart(programme, 'expired'))
    const { rows } = await sql<Record<LedgerRule, number>>`
      with e as (select * from loyalty_entries where workspace_id = ${workspaceId}),
      a as (select * from loyalty_accounts where workspace_id = ${workspaceId}),
      l as (select * from loyalty_lots where workspace_id = ${workspaceId}),
      of_account as (select account_id, sum(amount) as amount, -sum(amount) filter (where lot_id is null) as owed from e group by 1),
      of_lot as (select lot_id, sum(amount) as amount from e where lot_id is not null group by 1),
      expired_of as (select lot_id, -sum(amount) as amount from e where lot_id is not null
        and transaction_id in (select transaction_id from e where account_id = any(${ended}::uuid[])) group by 1),
      credits_of as (select account_id, sum(amount) as amount from loyalty_credits where workspace_id = ${workspaceId} group by 1),
      lots_of as (select account_id, sum(remaining) as remaining from l group by 1)
      select
        (select count(*) from (select from e group by transaction_id, currency having sum(amount) <> 0) x) as transactions_sum_to_zero,
        (select count(*) from e where not exists (select from loyalty_transactions t
            where t.workspace_id = ${workspaceId} and t.transaction_id = e.transaction_id))
          + (select count(*) from l where not exists (select from a where a.account_id = l.account_id)) as rows_belong_together,
        (select count(*) from a left join of_account o using (account_id) where a.balance <> coalesce(o.amount, 0))
          + (select count(*) from a left join credits_of c using (account_id)
            where a.currency = 'credits' and a.balance <> coalesce(c.amount, 0)) as balances_equal_entries,
        (select count(*) from l left join of_lot o using (lot_id) left join expired_of x using (lot_id)
          where l.remaining <> coalesce(o.amount, 0) or l.expired <> coalesce(x.amount, 0)) as lots_equal_entries,
        (select count(*) from a left join lots_of o using (account_id)
          where a.currency = 'points' and a.balance <> coalesce(o.remaining, 0) - a.deficit) as balance_is_lots_minus_deficit,
        (select count(*) from a left join of_account o using (account_id)
          where a.currency = 'points' and a.deficit <> coalesce(o.owed, 0)) as deficit_equals_entries,
        (select count(*) from loyalty_orders where workspace_id = ${workspaceId}
          and (clawed_back + lapsed > granted or refunded_minor > basis_minor)) as orders_not_over_reversed,
        (select count(*) from loyalty_programmes p where p.workspace_id = ${workspaceId} and
          (select coalesce(sum(r.points), 0) from loyalty_redemptions r where r.workspace_id = p.workspace_id
            and r.programme_id = p.programme_id and r.status = 'reserved')
          <> (select coalesce(sum(case t.kind when 'reserve' then (t.detail ->> 'points')::bigint end), 0)
              - coalesce(sum(case t.kind when 'release' then (t.detail ->> 'points')::bigint end), 0)
              - coalesce(sum(case when t.kind = 'redeem' and exists (select from loyalty_entries x where x.workspace_id = t.workspace_id
                  and x.transaction_id = t.transaction_id and x.lot_id is not null) is false then (t.detail ->> 'points')::bigint end), 0)
            from loyalty_transactions t where t.workspace_id = p.workspace_id and t.programme_id = p.programme_id
              and t.kind in ('reserve', 'release', 'redeem'))) as reserved_equals_reservations,
        (select count(*) from loyalty_counters c where c.workspace_id = ${workspaceId} and c.name like 'reward:%' and c.used <>
          (select count(*) from loyalty_vouchers v where v.workspace_id = c.workspace_id and v.programme_id = c.programme_id
            and 'reward:' || v.reward_id = c.name)) as vouchers_equal_claims,
        (select count(*) from l where remaining < 0 or remaining > granted)
          + (select count(*) from a where currency not in ('points', 'cash') and balance < 0)
          + (select count(*) from (select from e where currency = 'credits' and account_id <> all(${issued}::uuid[])
              group by account_id having sum(amount) < 0) x) as nothing_below_zero`.execute(tx)
    const [found] = rows
    return ledgerRules.map((rule) => ({ rule, broken: found?.[rule] ?? 0 }))
  })
}
