import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import { type Db, inWorkspace } from '#platform/postgres'

const block = 1_000_000

/** People with traits and two years of events of eight kinds, made inside both engines; the low numbers do more than the others. */
export async function generatePeople(
  { db, ch }: { db: Db; ch: Clickhouse },
  workspaceId: string,
  { customers, events }: { customers: number; events: number },
): Promise<void> {
  await inWorkspace(db, workspaceId, (tx) =>
    sql`insert into customers (workspace_id, customer_id, number, name, first_seen_at, last_seen_at)
      select ${workspaceId}, ('00000000-0000-7000-' || substr('89ab', n % 4 + 1, 1) || substr(md5(n::text), 1, 3) || '-' || substr(md5(n::text), 4, 12))::uuid,
        n, 'Customer ' || n, now(), now()
      from generate_series(1, ${customers}::int) n`.execute(tx),
  )
  // As real ids: the second half by chance, and the same in both engines.
  const id = (number: string) =>
    `toUUID(concat('00000000-0000-7000-', ['8','9','a','b'][${number} % 4 + 1], substring(lower(hex(MD5(toString(${number})))), 1, 3), '-', substring(lower(hex(MD5(toString(${number})))), 4, 12)))`
  for (let from = 0; from < customers; from += block)
    await ch.command(`INSERT INTO customer_profiles
      SELECT '${workspaceId}', ${id('n')}, ${id('n')}, n, 1, now64(3) - toIntervalDay(h % 700),
        concat('{"email":"c', toString(n), '@shop.example","name":"Customer ', toString(n), '","country":"', ['HU','PL','RU','IR','GB'][h % 5 + 1],
          '","plan":"', ['free','pro','team'][h % 3 + 1], '","age":', toString(18 + h % 60), ',"birthday":"19', toString(50 + h % 50), '-',
          leftPad(toString(1 + h % 12), 2, '0'), '-', leftPad(toString(1 + h % 28), 2, '0'), '","interests":["', ['tea','coffee','cake'][h % 3 + 1], '"]}')
      FROM (SELECT toUInt32(number + 1) AS n, sipHash64(number) AS h FROM numbers(${from}, ${Math.min(block, customers - from)}))`)
  const kinds = `['Order Completed','Order Completed','Product Viewed','Product Viewed','Product Viewed','Page Viewed','Message Opened','Product Added']`
  for (let from = 0; from < events; from += block)
    await ch.command(`INSERT INTO events
      SELECT '${workspaceId}', ${id('c')}, now64(3) - toIntervalSecond(h % 63072000), number, ${kinds}[h % 8 + 1], 'segment', NULL,
        concat('{"revenue":', toString(5 + h % 95), ',"category":"', ['tea','coffee','cake','bread'][h % 4 + 1], '","channel":"', ['web','till'][h % 2 + 1], '"}')
      FROM (SELECT number, sipHash64(number, 7) AS h,
          toUInt32(pow((sipHash64(number, 1) % 1000003) / 1000003, 1.7) * ${customers}) + 1 AS c
        FROM numbers(${from}, ${Math.min(block, events - from)}))`)
  for (let from = 0; from < events / 4; from += block)
    await ch.command(`INSERT INTO sales
      SELECT '${workspaceId}', 'shop', toDate(now()) - h % 730, c, toString(number), 'EUR', now64(3) - toIntervalDay(h % 730), 1, 500 + h % 9500, 0, 0, 0, 1
      FROM (SELECT number, sipHash64(number, 7) AS h,
          toUInt32(pow((sipHash64(number, 1) % 1000003) / 1000003, 1.7) * ${customers}) + 1 AS c
        FROM numbers(${from}, ${Math.min(block, events / 4 - from)}))`)
}
