/** The rows that an earn of the product writes, into tables of the same shape, by PostgreSQL alone: what its work is measured against. */
import pg from 'pg'

const copies = [
  'transactions',
  'unsealed',
  'entries',
  'lots',
  'qualifying',
  'orders',
  'requests',
  'accounts',
  'members',
]

const earn = `with t as (insert into raw_loyalty_transactions
      (workspace_id, transaction_id, programme_id, kind, member_id, order_ref, at, recorded_at, version, actor_kind, detail)
      values ($1, $2, $1, 'earn', $3, $4, now(), now(), 1, 'system', '{"points": 12, "basisMinor": 1200}')),
  u as (insert into raw_loyalty_unsealed values ($1, $2)),
  l as (insert into raw_loyalty_lots values ($1, $5, $3, $3, $2, 'earn', 12, 12, now(), now(), now(), true)),
  e as (insert into raw_loyalty_entries values ($1, $2, 1, $3, 'points', $5, 12), ($1, $2, 2, $1, 'points', null, -12)),
  q as (insert into raw_loyalty_qualifying values ($1, $2, 1, $3, now(), 12)),
  o as (insert into raw_loyalty_orders (workspace_id, programme_id, order_ref, member_id, transaction_id, lot_id, version, basis_minor,
      granted, evaluation, occurred_at) values ($1, $1, $4, $3, $2, $5, 1, 1200, 12, '{"points": 12, "rules": {"base": 12}}', now())),
  r as (insert into raw_loyalty_requests values ($1, $1, $4, '\\x00', '{"points": 12}', now())),
  m as (update raw_loyalty_members set lifetime = lifetime + 12 where workspace_id = $1 and member_id = $3)
  update raw_loyalty_accounts set balance = balance + 12, next_due_at = now() where workspace_id = $1 and account_id = $3`

const id = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/** Earns a second: one prepared statement each, committed each, on so many connections. */
export async function rawEarns(
  url: string,
  { members, seconds, connections }: { members: number; seconds: number; connections: number },
): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      return client
    }),
  )
  const [first] = clients
  if (!first) throw new Error('no connection')
  for (const name of copies)
    await first.query(`create table raw_loyalty_${name} (like loyalty_${name} including defaults including indexes)`)
  const shop = id(0)
  await first.query(
    `insert into raw_loyalty_accounts (workspace_id, account_id, programme_id, currency)
      select $1::uuid, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $1::uuid, 'points' from generate_series(1, ${members}) n`,
    [shop],
  )
  await first.query(
    `insert into raw_loyalty_members (workspace_id, member_id, programme_id, account_id, stamps_account_id, rewards_account_id, joined_at, cycle_start)
      select $1::uuid, account_id, $1::uuid, account_id, account_id, account_id, now(), now() from raw_loyalty_accounts`,
    [shop],
  )
  let done = 0
  const begin = performance.now()
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() - begin < seconds * 1000) {
        const n = ++done
        const values = [shop, id(n), id(1 + ((n * 7919) % members)), `o${n}`, id(n + 1_000_000_000)]
        await client.query({ name: 'earn', text: earn, values })
      }
    }),
  )
  const perSecond = done / ((performance.now() - begin) / 1000)
  for (const name of copies) await first.query(`drop table raw_loyalty_${name}`)
  await Promise.all(clients.map((client) => client.end()))
  return Math.round(perSecond)
}
