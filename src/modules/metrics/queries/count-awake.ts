import type { LifecycleReport } from '#contract/metrics'
import { patienceSql } from '#modules/customers'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql } from '../filter.ts'
import type { Scope } from '../scope.ts'
import { customerPeriodsSql, foldPeriods } from './customer-periods-sql.ts'

type State = LifecycleReport['states'][number]

/**
 * Those not silent for longer than the window, by their own rhythm: the latest 24 days on which they bought. Copying the
 * arrays of the customers a branch applies to costs more than reckoning it for all: hence no short circuit.
 */
export async function countAwake(ch: WorkspaceClickhouse, scope: Scope, silenceDays: number): Promise<State[]> {
  const filter = filterSql(scope.filter)
  return foldPeriods((isWide) => {
    const cells = customerPeriodsSql({ ...scope, unit: 'day' }, filter, isWide)
    const ofEach = (column: string): string =>
      `arraySplit((x, step) -> step > ${cells.otherCustomer}, ${column}, steps)`
    return ch.query<State>(
      `SELECT
      multiIf(visits = 1 AND silent <= 30, 'new',
        visits < 4, 'active',
        silent >= ${patienceSql('sorted')}, 'slipping',
        arrayExists(i -> gaps[i] >= ${patienceSql('arraySort(arraySlice(gaps, 1, i - 1))')}, returns), 'won_back',
        'active') AS state,
      count() AS customers, sum(arraySum(money)) AS revenue
    FROM (
      SELECT money, toInt32(toUInt16({asOf:Date})) AS as_of, arrayMap(x -> toUInt16(${cells.periodOf('x')}), arraySlice(own, -24)) AS days,
        as_of - days[-1] AS silent, length(days) AS visits,
        arrayPopFront(arrayDifference(days)) AS gaps, arraySort(gaps) AS sorted,
        -- Nobody is late after less than four days, and few returns are recent: only those are looked at closely.
        arrayFilter((i, gap, day) -> i >= 4 AND gap >= 4 AND day + 30 >= as_of, arrayEnumerate(gaps), gaps, arrayPopFront(days)) AS returns
      FROM (${cells.from})
      ARRAY JOIN ${ofEach('cells')} AS own, ${ofEach('revenues')} AS money
      WHERE as_of - toInt32(${cells.periodOf('own[-1]')}) <= {silence:UInt16})
    GROUP BY state
    SETTINGS group_by_two_level_threshold = 1, short_circuit_function_evaluation = 'disable'`,
      { ...cells.params, asOf: scope.asOf, silence: silenceDays },
    )
  })
}
