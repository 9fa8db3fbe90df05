import type { Clickhouse } from '#platform/clickhouse'

/**
 * Sales of two years made inside the engine: `customers` numbers of which the low ones buy more often, each from a first
 * day of their own, two sources. The tables behind the reports fill themselves, as they do from real events. `byCustomer`
 * makes the same shop customer after customer, which is what merging leaves in the end and much quicker to write.
 */
export async function generateSales(
  ch: Clickhouse,
  workspaceId: string,
  {
    customers,
    orders,
    lastDay,
    byCustomer,
  }: { customers: number; orders: number; lastDay: string; byCustomer: boolean },
): Promise<void> {
  const block = 1_000_000
  const luck = byCustomer ? `number / ${orders}` : '(sipHash64(number, 1) % 1000003) / 1000003'
  for (let from = 0; from < orders; from += block) {
    await ch.command(`
      INSERT INTO sales
      SELECT '${workspaceId}', if(c % 3 = 0, 'shop', 'till'), toDate('${lastDay}') - 730 + d, c, toString(number), 'EUR',
        toDateTime64(toDate('${lastDay}') - 730 + d, 3, 'UTC') + h % 86400, 1, 500 + h % 9500, 0,
        if(c % 2 = 0, 200, 0), if(c % 2 = 0, 500 + h % 9500, 0), 1
      FROM (
        SELECT number, toUInt32(pow(${luck}, 1.7) * ${customers}) + 1 AS c,
          cityHash64(c) % 700 AS start, start + intDiv((731 - start) * (sipHash64(number, 2) % 1000), 1000) AS d,
          sipHash64(number, 3) AS h
        FROM numbers(${from}, ${Math.min(block, orders - from)}))
     `)
  }
}
