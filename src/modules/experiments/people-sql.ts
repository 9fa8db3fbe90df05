import type { PeopleSql } from './count-arms.ts'
import { mixedArm } from './count-arms.ts'
import { joinedSql } from './facts-sql.ts'

/**
 * Those who entered an experiment, as the people they are now; the first entry counts, told twice or not. Who is in two arms that
 * way is `mixedArm`.
 */
export function membersSql(experimentId: string): PeopleSql {
  return {
    sql: `SELECT any(who) AS person, number, if(min(in_arm) != max(in_arm), ${mixedArm}, any(in_arm)) AS arm, min(at) AS entered
      FROM (
        SELECT if(j.joined_number = 0, m.customer_id, j.joined_to) AS who, if(j.joined_number = 0, m.customer, j.joined_number) AS number,
          m.arm AS in_arm, m.entered_at AS at
        FROM (SELECT customer_id, customer, arm, entered_at FROM experiment_members
          WHERE workspace_id = {workspace_id:UUID} AND experiment_id = {experiment:UUID}) AS m
        LEFT JOIN (${joinedSql}) AS j ON j.customer_id = m.customer_id)
      GROUP BY number`,
    params: { experiment: experimentId },
  }
}

/** These customers, as if all had entered at one moment; those who were not there yet are left out. */
export function sampleSql(customerIds: string[], enteredAt: string): PeopleSql {
  return {
    sql: `SELECT customer_id AS person, argMax(customer, version) AS number, toUInt8(0) AS arm,
        parseDateTime64BestEffort({entered:String}, 3, 'UTC') AS entered
      FROM customer_profiles WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {sample:Array(UUID)}
      GROUP BY customer_id HAVING min(first_seen_at) <= entered`,
    params: { sample: customerIds, entered: enteredAt },
  }
}

/**
 * Everybody, those of the global control group (by the same hash as in assign) as arm 0, the others as arm 1. They enter when
 * the group began, or when they were first seen.
 */
export function everybodySql(control: { salt: string; sharePercent: number; since: string }): PeopleSql {
  return {
    sql: `SELECT customer_id AS person, number, toUInt8(if(position < {share:Float64}, 0, 1)) AS arm, greatest(seen, began) AS entered
      FROM (
        SELECT customer_id, argMax(person_id, version) AS who, argMax(customer, version) AS number, argMax(first_seen_at, version) AS seen,
          parseDateTime64BestEffort({since:String}, 3, 'UTC') AS began,
          murmurHash3_32(concat(toString(length({salt:String})), ':', {salt:String}, ':', toString(customer_id))) / 4294967296 AS position
        FROM customer_profiles WHERE workspace_id = {workspace_id:UUID} GROUP BY customer_id HAVING who = customer_id)`,
    params: { salt: control.salt, share: control.sharePercent / 100, since: control.since },
  }
}
