import { type ArmSums, addUpArm, type MetricKind } from '#models/experiments'
import { DomainError } from '#platform/errors'
import { numberOf, type Table } from './read-table.ts'

type Columns = { arm: number; metric: number; pre?: number }

const words: Record<string, number> = { true: 1, yes: 1, false: 0, no: 0 }

/**
 * Adds up an experiment's rows, one a person. Rows without an arm or a metric are left out and counted; a blank pre-period is 0,
 * as of somebody who was not there yet. A metric of nothing but 0 and 1 (or yes and no) is a proportion.
 */
export function readArms(
  table: Table,
  columns: Columns,
): { arms: Map<string, ArmSums>; kind: MetricKind; skippedRows: number } {
  const people = new Map<string, { metric: number[]; pre: number[] }>()
  let kind: MetricKind = 'proportion'
  let skippedRows = 0
  for (const [at, row] of table.rows.entries()) {
    const line = at + (table.names.length > 0 ? 2 : 1)
    const name = row[columns.arm]?.trim() ?? ''
    const cell = row[columns.metric]?.trim() ?? ''
    if (name === '' || isBlank(cell)) {
      skippedRows++
      continue
    }
    const metric = words[cell.toLowerCase()] ?? numberOf(cell, line, 'metric')
    if (metric !== 0 && metric !== 1) kind = 'mean'
    const arm = people.get(name) ?? { metric: [], pre: [] }
    if (arm.metric.length === 0) people.set(name, arm)
    arm.metric.push(metric)
    if (columns.pre !== undefined) {
      const before = row[columns.pre]?.trim() ?? ''
      arm.pre.push(isBlank(before) ? 0 : (words[before.toLowerCase()] ?? numberOf(before, line, 'pre')))
    }
  }
  if (people.size === 0) throw new DomainError('invalid', 'no_rows', 'No row has an arm and a metric.')
  const add = ({ metric, pre }: { metric: number[]; pre: number[] }) =>
    addUpArm(metric, columns.pre === undefined ? undefined : pre)
  return { arms: new Map([...people].map(([name, arm]) => [name, add(arm)])), kind, skippedRows }
}

function isBlank(cell: string): boolean {
  return cell === '' || /^(na|nan|null|none)$/i.test(cell)
}
