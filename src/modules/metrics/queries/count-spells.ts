import type { Spell } from '#models/survival'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql } from '../filter.ts'
import { askSums, type Scope } from '../scope.ts'
import { firstDaysSql } from './first-days-sql.ts'

/** Days from the first purchase to the day on which the silence became too long; censored where it has not yet. */
export async function countSpells(ch: WorkspaceClickhouse, scope: Scope, silenceDays: number): Promise<Spell[]> {
  const filter = filterSql(scope.filter)
  const rows = await askSums(ch, scope, {
    isWhole: true,
    sql: ({
      of,
    }) => `SELECT ${of('0')} AS block, if(lost, seen - first + {silence:UInt16} + 1, {asOf:Date} - first) AS key,
      [toInt64(countIf(lost)), toInt64(countIf(NOT lost))] AS sums
    FROM (
      SELECT first, least(last, {asOf:Date}) AS seen, {asOf:Date} - seen > {silence:UInt16} AS lost
      FROM (${firstDaysSql(filter)}) WHERE first BETWEEN {from:Date} AND {to:Date})
    GROUP BY block, key`,
    params: { ...filter.params, asOf: scope.asOf, from: scope.from, to: scope.to, silence: silenceDays },
  })
  return rows.map(({ key, sums: [events = 0, censored = 0] }) => ({ time: key, events, censored }))
}
