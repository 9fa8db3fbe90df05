import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { noFilter } from '../filter.ts'
import { askSums, hasLaterSales, type Scope } from '../scope.ts'

// So many customers tell the 95th percentile to a day; reading all of ten millions would tell nothing more.
const enough = 100_000
const stripes = 20

/**
 * The shop's repeat intervals in days by how often. Of very many customers only some are read: stripes of neighbours, evenly
 * spread over all numbers, because neighbours lie together on the disk.
 */
export async function countGaps(ch: WorkspaceClickhouse, scope: Scope): Promise<{ value: number; count: number }[]> {
  const isLater = hasLaterSales(scope)
  const stripesOf = (top: number): string =>
    Array.from({ length: stripes }, (_, i) => Math.floor((i * top) / stripes))
      .map((first) => `customer BETWEEN ${first} AND ${first + enough / stripes - 1}`)
      .join(' OR ')
  const top = await countCustomers(ch)
  const rows = await askSums(
    ch,
    { ...scope, filter: noFilter },
    {
      sql: ({ whose, of }) => `SELECT ${of('neighbour')} AS block, gap AS key, [toInt64(count())] AS sums
    FROM (
      -- Neighbouring customers share an array: customer × 2^17 + day, sorted. A step above 2^16 begins another customer.
      SELECT bitShiftLeft(bitShiftRight(customer, 10) AS neighbours, 10) AS neighbour,
        arrayCompact(arraySort(groupArray(bitOr(bitShiftLeft(bitAnd(customer, 1023), 17), toUInt32(toUInt16(day)))))) AS visits
      FROM customer_days
      WHERE workspace_id = {workspace_id:UUID} ${top > enough ? `AND (${stripesOf(top)})` : ''} ${whose} ${isLater ? 'AND day <= {asOf:Date}' : ''} AND orders > 0
      GROUP BY neighbours
    )
    ARRAY JOIN arrayDifference(visits) AS gap WHERE gap BETWEEN 1 AND 65535 GROUP BY block, key`,
      params: isLater ? { asOf: scope.asOf } : {},
    },
  )
  return rows.map(({ key, sums: [count = 0] }) => ({ value: key, count }))
}

async function countCustomers(ch: WorkspaceClickhouse): Promise<number> {
  const [row] = await ch.query<{ top: number }>(
    'SELECT max(customer) AS top FROM customer_totals WHERE workspace_id = {workspace_id:UUID}',
  )
  return row?.top ?? 0
}
