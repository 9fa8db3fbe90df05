import type { Spell } from '#models/survival'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql } from '../filter.ts'
import type { Scope } from '../scope.ts'
import { firstDaysSql } from './first-days-sql.ts'

/** Days from the first purchase to the day on which the silence became too long; censored where it has not yet. */
export async function countSpells(ch: WorkspaceClickhouse, scope: Scope, silenceDays: number): Promise<Spell[]> {
  const filter = filterSql(scope.filter)
  return ch.query<Spell>(
    `SELECT if(lost, seen - first + {silence:UInt16} + 1, {asOf:Date} - first) AS time, countIf(lost) AS events, countIf(NOT lost) AS censored
    FROM (
      SELECT first, least(last, {asOf:Date}) AS seen, {asOf:Date} - seen > {silence:UInt16} AS lost
      FROM (${firstDaysSql(filter)}) WHERE first BETWEEN {from:Date} AND {to:Date})
    GROUP BY time`,
    { ...filter.params, asOf: scope.asOf, from: scope.from, to: scope.to, silence: silenceDays },
  )
}
