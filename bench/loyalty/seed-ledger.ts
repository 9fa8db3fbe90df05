/** Members, lots and orders written as the product would have written them, many at once. */
import { sql } from 'kysely'
import type { Db } from '#platform/postgres'
import { inWorkspace } from '#platform/postgres'

type Where = { workspaceId: string; programmeId: string }

const uuid = (space: number, n: string) =>
  sql.raw(`('00000000-${space.toString(16).padStart(4, '0')}-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`)

/** The id that `seedMembers` gives a member. */
export const seededMember = (n: number): string => `00000000-0004-7000-8000-${n.toString(16).padStart(12, '0')}`

/** Every member that is there becomes a customer. */
export async function seedCustomers(db: Db, workspaceId: string): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    await sql`insert into customers (workspace_id, customer_id, number, name, first_seen_at, last_seen_at)
      select workspace_id, member_id, n, 'Member ' || n, now(), now()
      from (select workspace_id, member_id, row_number() over () as n from loyalty_members) m`.execute(tx)
    await sql`update loyalty_members set customer_id = member_id`.execute(tx)
  })
}

/** So many members, each with one lot of a hundred points that is gone at `ends`, and a tier that is looked at then. */
export async function seedMembers(
  db: Db,
  { workspaceId, programmeId }: Where,
  { from, count, ends }: { from: number; count: number; ends: Temporal.Instant },
): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    const last = from + count - 1
    const series = sql`generate_series(${from}::int, ${last}::int) n`
    const end = ends.toString()
    await sql`insert into loyalty_accounts (workspace_id, account_id, programme_id, currency, balance, last_active_at, next_due_at)
      select ${workspaceId}, ${uuid(1, 'n')}, ${programmeId}, 'points', 100, now() - interval '1 year', ${end} from ${series}`.execute(
      tx,
    )
    for (const [space, currency] of [
      [2, 'stamps'],
      [3, 'rewards'],
    ] as const)
      await sql`insert into loyalty_accounts (workspace_id, account_id, programme_id, currency)
        select ${workspaceId}, ${uuid(space, 'n')}, ${programmeId}, ${currency} from ${series}`.execute(tx)
    await sql`insert into loyalty_members (workspace_id, member_id, programme_id, reference, account_id, stamps_account_id, rewards_account_id,
        joined_at, tier, tier_since, tier_until, cycle_start, lifetime)
      select ${workspaceId}, ${uuid(4, 'n')}, ${programmeId}, 'seed' || n, ${uuid(1, 'n')}, ${uuid(2, 'n')}, ${uuid(3, 'n')},
        now() - interval '1 year', 'silver', now() - interval '1 year', ${end}, now() - interval '1 year', 100 from ${series}`.execute(
      tx,
    )
    await sql`insert into loyalty_transactions (workspace_id, transaction_id, programme_id, kind, member_id, at, recorded_at, version, actor_kind,
        detail) select ${workspaceId}, ${uuid(5, 'n')}, ${programmeId}, 'earn', ${uuid(4, 'n')}, now() - interval '1 year',
        now() - interval '1 year', 1, 'system', '{"points": 100}' from ${series}`.execute(tx)
    await sql`insert into loyalty_lots select ${workspaceId}, ${uuid(6, 'n')}, ${uuid(1, 'n')}, ${uuid(4, 'n')}, ${uuid(5, 'n')}, 'earn', 100, 100,
        now() - interval '1 year', now() - interval '1 year', ${end}, true from ${series}`.execute(tx)
    await sql`insert into loyalty_entries select ${workspaceId}, ${uuid(5, 'n')}, line, case line when 1 then ${uuid(1, 'n')} else ${programmeId}::uuid end,
        'points', case line when 1 then ${uuid(6, 'n')} end, case line when 1 then 100 else -100 end
      from ${series}, generate_series(1, 2) line`.execute(tx)
    await sql`insert into loyalty_qualifying select ${workspaceId}, ${uuid(5, 'n')}, 1, ${uuid(4, 'n')}, now() - interval '6 months', 100
      from ${series}`.execute(tx)
  })
}

/** A member with so many lots, each of one point and an end of its own. */
export async function seedLots(db: Db, { workspaceId }: Where, memberId: string, lots: number): Promise<void> {
  await inWorkspace(db, workspaceId, (tx) =>
    sql`with m as (select account_id, programme_id from loyalty_members where workspace_id = ${workspaceId} and member_id = ${memberId}),
      t as (insert into loyalty_transactions (workspace_id, transaction_id, programme_id, kind, member_id, at, recorded_at, version, actor_kind)
        select ${workspaceId}, ${uuid(7, 'n')}, m.programme_id, 'grant', ${memberId}, now(), now(), 1, 'system' from m, generate_series(1, ${lots}::int) n),
      l as (insert into loyalty_lots select ${workspaceId}, ${uuid(8, 'n')}, m.account_id, ${memberId}, ${uuid(7, 'n')}, 'grant', 1, 1, now(), now(),
        now() + n * interval '1 hour' + interval '1 day', true from m, generate_series(1, ${lots}::int) n),
      e as (insert into loyalty_entries select ${workspaceId}, ${uuid(7, 'n')}, line, case line when 1 then m.account_id else m.programme_id end, 'points',
        case line when 1 then ${uuid(8, 'n')} end, case line when 1 then 1 else -1 end from m, generate_series(1, ${lots}::int) n, generate_series(1, 2) line)
      update loyalty_accounts a set balance = balance + ${lots} from m where a.workspace_id = ${workspaceId} and a.account_id = m.account_id`.execute(
      tx,
    ),
  )
}

/** A year of orders of so many customers. */
export async function seedOrders(
  db: Db,
  { workspaceId }: Where,
  { orders, customers }: { orders: number; customers: number },
): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    await sql`insert into customers (workspace_id, customer_id, number, name, first_seen_at, last_seen_at)
      select ${workspaceId}, ${uuid(9, 'n')}, 10000000 + n, 'Customer ' || n, now(), now() from generate_series(1, ${customers}::int) n`.execute(
      tx,
    )
    await sql`insert into orders (workspace_id, order_id, customer_id, state_at, ordered_at, ordered_on, currency, revenue_minor, source)
      select ${workspaceId}, 'seed' || n, ${uuid(9, `(1 + (n::bigint * 7919) % ${customers})::int`)}, at, at, at::date, 'EUR', 300 + (n::bigint * 61) % 6000, 'bench'
      from (select n, now() - ((n::bigint * 31) % 31000000) * interval '1 second' as at from generate_series(1, ${orders}::int) n) o`.execute(
      tx,
    )
  })
}
