/**
 * The rows that operations of the till leave behind, written by PostgreSQL alone: what the product's work is measured against. Tables of the
 * same shape, with their indexes, checks, row-level security and the trigger that sums; three of four operations earn, the fourth pays with
 * points; texts are as long as the product's.
 */
import { createHash } from 'node:crypto'
import pg from 'pg'
import { usedApart } from '../harness/used-time.ts'

const copies = [
  'loyalty_transactions',
  'loyalty_unsealed',
  'loyalty_entries',
  'loyalty_lots',
  'loyalty_qualifying',
  'loyalty_orders',
  'loyalty_redemptions',
  'loyalty_requests',
  'loyalty_accounts',
  'loyalty_members',
  'loyalty_seals',
  'loyalty_told_traits',
  'event_log',
  'customers',
]

const shop = id(0)
const scores = { base: 21, latte: 2, visit: 1 }
const dates = { activeAt: '2026-03-02T09:15:07.123Z', expiresAt: '2027-03-02T23:59:59.999Z' }
const text = (value: object): string => `'${JSON.stringify(value)}'`
const detail = text({ basisMinor: 2108, rules: scores, multipliers: [], points: 24, ...dates })
const evaluation = text({
  points: 24,
  credits: 0,
  rules: scores,
  carried: { base: 8 },
  event: 'purchase',
  items: [{ sku: 'latte', qty: 1 }],
  multipliers: [],
  carriedIn: { base: 56 },
  cutOff: 0,
})
const earned = text({
  transactionId: shop,
  points: 24,
  cashMinor: 0,
  credits: 0,
  rules: scores,
  multipliers: [],
  referralPoints: 0,
  surprise: null,
  isRepeat: false,
  ...dates,
})
const redeemed = text({ redemptionId: shop, points: 5, discountMinor: 25, status: 'confirmed', expiresAt: null })
const bodyHash = `'\\x${createHash('sha256').update(shop).digest('hex')}'`

/** What both kinds begin with: `x` is an operation. */
const begin = (kind: string, detail: string, answer: string): string => `
  with x as materialized (select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[]) as x(id, member, ref, lot)),
  t as (insert into raw_loyalty_transactions
      (workspace_id, transaction_id, programme_id, kind, member_id, order_ref, at, recorded_at, version, actor_kind, actor_id, detail)
    select '${shop}', x.id, '${shop}', '${kind}', x.member, x.ref, now(), now(), 1, 'key', '${shop}', ${detail} from x),
  u as (insert into raw_loyalty_unsealed select '${shop}', x.id from x),
  r as (insert into raw_loyalty_requests (workspace_id, programme_id, request_key, body_hash, answer, at)
    select '${shop}', '${shop}', x.ref, ${bodyHash}, ${answer}, now() from x)`

const earn = `${begin('earn', detail, earned)},
  l as (insert into raw_loyalty_lots select '${shop}', x.lot, x.member, x.member, x.id, 'earn', 24, 24, now(), now(), now() + interval '1 year', true
    from x),
  e as (insert into raw_loyalty_entries select '${shop}'::uuid, x.id, 1, x.member, 'points', x.lot, 24 from x
    union all select '${shop}', x.id, 2, '${shop}'::uuid, 'points', null, -24 from x),
  q as (insert into raw_loyalty_qualifying select '${shop}', x.id, 1, x.member, now(), 24 from x),
  o as (insert into raw_loyalty_orders (workspace_id, programme_id, order_ref, member_id, transaction_id, lot_id, version, basis_minor,
      granted, evaluation, occurred_at)
    select '${shop}', '${shop}', x.ref, x.member, x.id, x.lot, 1, 2108, 24, ${evaluation}, now() from x),
  m as (update raw_loyalty_members m set lifetime = m.lifetime + 24, carried = '{"base": 8}' from x
    where m.workspace_id = '${shop}' and m.member_id = x.member)
  update raw_loyalty_accounts a set balance = a.balance + 24, last_active_at = now(), next_due_at = now() + interval '1 year' from x
    where a.workspace_id = '${shop}' and a.account_id = x.member`

const redeem = `${begin('redeem', text({ discountMinor: 25, points: 5 }), redeemed)},
  l as (update raw_loyalty_lots l set remaining = l.remaining - 5 from x where l.workspace_id = '${shop}' and l.lot_id = x.lot),
  e as (insert into raw_loyalty_entries select '${shop}'::uuid, x.id, 1, x.member, 'points', x.lot, -5 from x
    union all select '${shop}', x.id, 2, '${shop}'::uuid, 'points', null, 5 from x),
  d as (insert into raw_loyalty_redemptions (workspace_id, redemption_id, programme_id, order_ref, member_id, points, discount_minor,
      status, transaction_id)
    select '${shop}', x.id, '${shop}', x.ref, x.member, 5, 25, 'confirmed', x.id from x)
  update raw_loyalty_accounts a set balance = a.balance - 5, last_active_at = now(), next_due_at = now() + interval '1 year' from x
    where a.workspace_id = '${shop}' and a.account_id = x.member`

const traits = text({
  loyalty_points: 124,
  loyalty_tier: 'silver',
  loyalty_tier_share: 0.12,
  loyalty_rewards_ready: 2,
  loyalty_points_expiring: 100,
  loyalty_expires_at: dates.expiresAt,
  loyalty_joined_at: '2025-03-02',
})
/** Of the profile the timeline tells what has changed. */
const identified = text({
  type: 'identify',
  customerId: shop,
  traits: { loyalty_points: 124, loyalty_tier_share: 0.12, loyalty_points_expiring: 100 },
  context: { actor: { kind: 'system' } },
})
const told = text({
  type: 'track',
  customerId: shop,
  event: 'Points Earned',
  properties: { programme_id: shop, reason: 'earn', points: 24, order: 'full-12345' },
  context: { actor: { kind: 'system' } },
})

/** What a worker writes of operations a moment later, many at once: the chain, the customer's timeline and profile. */
const follow = `
  with x as materialized (select * from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as x(id, member, n)),
  u as (delete from raw_loyalty_unsealed u using x where u.workspace_id = '${shop}' and u.transaction_id = x.id),
  s as (insert into raw_loyalty_seals select '${shop}', x.n, x.id, ${bodyHash} from x),
  e as (insert into raw_event_log (workspace_id, position, message_key, occurred_at, received_at, source, event, body)
    select '${shop}', 2 * x.n + k, md5(x.id::text || k)::uuid, now(), now(), 'console', event, body
    from x cross join (values (0, 'Points Earned', ${told}::json), (1, null, ${identified}::json)) as v(k, event, body)),
  w as (insert into raw_loyalty_told_traits select distinct on (x.member) '${shop}'::uuid, x.member, ${traits}::jsonb from x
    on conflict (workspace_id, member_id) do update set traits = excluded.traits)
  update raw_customers c set traits = jsonb_set(${traits}, '{loyalty_points}', to_jsonb(x.n)), trait_times = jsonb_build_object('loyalty_points', x.n)
    from x where c.workspace_id = '${shop}' and c.customer_id = x.member`

function id(n: number): string {
  return `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
}
const ids = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i)
const series = (column: string): string => `('00000000-0000-7000-8000-' || lpad(to_hex(${column}), 12, '0'))::uuid`
const lots = 2 ** 40

export type RawOrder = {
  members: number
  seconds: number
  connections: number
  /** so many operations in one statement and commit */
  together: number
  /** also what a worker writes of them a moment later */
  follows: boolean
}
export type RawResult = {
  perSecond: number
  /** seconds of processor time for an operation: PostgreSQL's, and of the loop that asks it */
  postgres: number
  loop: number
}

/** Operations a second on so many connections, each statement committed: as the role of the product, on tables made for it and removed again. */
export async function rawDeeds(url: string, order: RawOrder): Promise<RawResult> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await makeTables(owner, order.members)
  const options = `-c role=regulars_app -c app.workspace_id=${shop}`
  const clients = ids(0, order.connections + 1).map(() => new pg.Client({ connectionString: url, options }))
  await Promise.all(clients.map((client) => client.connect()))
  const [follower, ...tills] = clients
  const before = usedApart()
  const begin = performance.now()
  const untold: number[] = []
  let done = 0
  let isOver = false
  const member = (n: number): string => id(1 + ((n * 7919) % order.members))
  const till = async (client: pg.Client): Promise<void> => {
    while (performance.now() - begin < order.seconds * 1000) {
      const some = ids(done + 1, order.together)
      done += some.length
      await writeDeeds(client, some, member)
      if (order.follows) untold.push(...some)
    }
  }
  const tell = async (): Promise<void> => {
    while (!isOver || untold.length > 0) {
      const some = untold.splice(0, 1000)
      if (some.length > 0) {
        const values = [some.map(id), some.map(member), some]
        await follower?.query({ name: 'follow', text: follow, values })
      }
      // As the product's worker does: what comes meanwhile goes together.
      if (!isOver && untold.length < 1000) await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
  const telling = tell()
  await Promise.all(tills.map(till))
  isOver = true
  await telling
  const took = (performance.now() - begin) / 1000
  const after = usedApart()
  await Promise.all(clients.map((client) => client.end()))
  for (const name of copies) await owner.query(`drop table raw_${name}`)
  await owner.end()
  return {
    perSecond: Math.round(done / took),
    postgres: (after.postgres - before.postgres) / done,
    loop: (after.own - before.own) / done,
  }
}

async function writeDeeds(client: pg.Client, all: number[], member: (n: number) => string): Promise<void> {
  const write = async (name: string, text: string, some: number[], lotOf: (n: number) => string): Promise<void> => {
    if (some.length === 0) return
    const values = [some.map(id), some.map(member), some.map((n) => `full-${n}`), some.map(lotOf)]
    await client.query({ name, text, values })
  }
  const isRedeem = (n: number): boolean => n % 4 === 3
  const [redeems, earns] = [all.filter(isRedeem), all.filter((n) => !isRedeem(n))]
  const isBoth = redeems.length > 0 && earns.length > 0
  if (isBoth) await client.query('begin')
  await write('earn', earn, earns, (n) => id(lots + n))
  await write('redeem', redeem, redeems, member)
  if (isBoth) await client.query('commit')
}

async function makeTables(owner: pg.Client, members: number): Promise<void> {
  for (const name of copies) {
    const like = 'including defaults including constraints including generated including indexes'
    await owner.query(`create table raw_${name} (like ${name} ${like})`)
    await owner.query(`call isolate('raw_${name}')`)
  }
  await owner.query(`create trigger comes_to_zero after insert on raw_loyalty_entries referencing new table as added
    for each statement execute function check_ledger_sum()`)
  await owner.query(`set app.workspace_id = '${shop}'`)
  const all = `generate_series(1, ${members}) n`
  await owner.query(`insert into raw_loyalty_accounts (workspace_id, account_id, programme_id, currency, balance)
    select '${shop}', ${series('n')}, '${shop}', 'points', 1000000 from ${all}`)
  await owner.query(`insert into raw_loyalty_members (workspace_id, member_id, programme_id, account_id, stamps_account_id, rewards_account_id,
      joined_at, cycle_start)
    select workspace_id, account_id, programme_id, account_id, account_id, account_id, now(), now() from raw_loyalty_accounts`)
  await owner.query(`insert into raw_loyalty_lots
    select '${shop}', ${series('n')}, ${series('n')}, ${series('n')}, '${shop}', 'earn', 1000000, 1000000, now(), now(), null, true from ${all}`)
  await owner.query(`insert into raw_customers (workspace_id, customer_id, number, name, search_text, first_seen_at, last_seen_at)
    select '${shop}', ${series('n')}, n, 'Member ' || n, 'member ' || n, now(), now() from ${all}`)
  await owner.query('analyze raw_loyalty_accounts, raw_loyalty_members, raw_loyalty_lots, raw_customers')
}
