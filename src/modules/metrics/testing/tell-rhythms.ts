import { readRhythm } from '#modules/customers'
import type { Clickhouse } from '#platform/clickhouse'
import { newId } from '#platform/ids'

let version = 0

/** The rhythm of these customers as the projector would tell it, from all their days so far. */
export async function tellRhythms(ch: Clickhouse, workspaceId: string, customers: number[]): Promise<void> {
  const people = await ch.forWorkspace(workspaceId).query<{ customer: number; days: string[] }>(
    `SELECT customer, arraySort(groupArray(day)) AS days
    FROM (SELECT customer, day FROM customer_days WHERE workspace_id = {workspace_id:UUID} AND customer IN {customers:Array(UInt32)}
      GROUP BY customer, day HAVING sum(orders) > 0)
    GROUP BY customer`,
    { customers },
  )
  version += 1
  const rows = people.map(({ customer, days }) => {
    const { lateFrom, cameBackOn } = readRhythm(days.slice(-24))
    return {
      workspace_id: workspaceId,
      customer,
      version,
      visits: days.length,
      late_from: lateFrom ?? '2149-06-06',
      came_back_on: cameBackOn ?? '1970-01-01',
    }
  })
  if (rows.length > 0) await ch.insert('customer_rhythms', rows, { token: newId() })
}
