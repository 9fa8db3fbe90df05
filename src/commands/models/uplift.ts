import { foldsOf } from '#models/folds'
import { numbersFromText } from '#models/frame'
import { consequencesOf, crossValidateUplift } from '#models/uplift'
import { DomainError } from '#platform/errors'
import { featureColumns } from './feature-columns.ts'
import { assignFolds } from './fold-assignment.ts'
import { hasOutcome, isSame, outcomeOf } from './outcome.ts'
import { readArguments } from './read-arguments.ts'
import { columnOf, headerOf, printJson, readTable, type Table } from './read-table.ts'
import { unusableAsInvalid } from './unusable.ts'

const usage =
  'uplift FILE --arm COLUMN --control VALUE --treated VALUE --metric COLUMN [--positive VALUE] [--folds NUMBER|FILE:COLUMN] [--id COLUMN] [--ignore COLUMN,…] [--seed N]'

/** `uplift FILE --arm COLUMN --control VALUE --treated VALUE --metric COLUMN --folds 5`: who should be treated. */
export async function upliftCommand(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args, {
    arm: { type: 'string' },
    control: { type: 'string' },
    treated: { type: 'string' },
    metric: { type: 'string' },
    positive: { type: 'string' },
    folds: { type: 'string' },
    id: { type: 'string' },
    ignore: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    header: { type: 'string' },
  })
  const [path] = positionals
  const { control, treated, seed } = values
  if (!path || !values.arm || !values.metric || control === undefined || treated === undefined)
    throw new DomainError('invalid', 'model_usage', usage)
  if (!/^\d+$/.test(seed)) throw new DomainError('invalid', 'wrong_seed', '--seed is a whole number.')
  const header = headerOf(values.header)
  const whole = await readTable(path, { ...header, columns: [values.arm, values.metric, values.id] })
  const arm = columnOf(whole, values.arm)
  const metric = columnOf(whole, values.metric)
  const id = values.id === undefined ? undefined : columnOf(whole, values.id)
  const ignored = values.ignore.split(',').filter(Boolean)
  const left = [arm, metric, id, ...ignored.map((name) => columnOf(whole, name))]
  const table = peopleOf(whole, arm, metric, [control, treated])
  const arms = Float64Array.from(table.rows, (row) => (isSame((row[arm] ?? '').trim(), treated.trim()) ? 1 : 0))
  const { labels: outcome, warnings: ofMetric } = metricOf(table, metric, values.positive)
  const isBinary = outcome.every((value) => value === 0 || value === 1)
  const classes = Array.from(arms, (own, row) => (isBinary ? `${own}/${outcome[row]}` : own))
  const folds = await assignFolds({ given: values.folds, path, table, whole, id, classes, seed: Number(seed), header })
  const { frame: all, warnings } = featureColumns(table, [...left, folds.column])
  const consequences = consequencesOf(all, arms, outcome)
  const frame = { rows: table.rows.length, columns: all.columns.filter(({ name }) => !consequences.includes(name)) }
  const split = foldsOf(folds.assignment)
  const { learners, best } = await unusableAsInvalid(() =>
    crossValidateUplift({ frame, treated: arms, outcome, isBinary }, split, Number(seed)),
  )
  printJson({
    rows: frame.rows,
    treated: arms.reduce((sum, own) => sum + own, 0),
    control: arms.reduce((sum, own) => sum + 1 - own, 0),
    metric: isBinary ? 'binary' : 'numeric',
    effect: effectOf(arms, outcome),
    folds: split.length,
    columns: frame.columns.map(({ name }) => name),
    warnings: [
      ...leftOutOf(whole, table),
      ...ofMetric,
      ...folds.warnings,
      ...warnings,
      ...consequences.map((name) => `${name} follows from the treatment or the metric and was left out.`),
    ],
    best,
    learners,
  })
}

/** Those of the two arms with a metric. */
function peopleOf(whole: Table, arm: number, metric: number, wanted: [string, string]): Table {
  const cellOf = (row: string[]) => (row[arm] ?? '').trim()
  for (const value of wanted) {
    if (whole.rows.some((row) => isSame(cellOf(row), value.trim()))) continue
    const there = [...new Set(whole.rows.map(cellOf))].slice(0, 10).join(', ')
    throw new DomainError('invalid', 'no_such_arm', `There is no arm ${value}; there are: ${there}.`, { arm: value })
  }
  if (isSame(wanted[0].trim(), wanted[1].trim()))
    throw new DomainError('invalid', 'same_arm', '--control and --treated are the same.')
  const rows = whole.rows.filter(
    (row) => wanted.some((value) => isSame(cellOf(row), value.trim())) && hasOutcome(row[metric]),
  )
  return { ...whole, rows }
}

function leftOutOf(whole: Table, table: Table): string[] {
  const left = whole.rows.length - table.rows.length
  return left === 0 ? [] : [`${left} rows of other arms or without a metric left out.`]
}

function metricOf(
  table: Table,
  metric: number,
  positive: string | undefined,
): { labels: Float64Array; warnings: string[] } {
  const numbers = numbersFromText(
    table.rows.map((row) => row[metric] ?? ''),
    table.commas,
  )
  if (!numbers || positive !== undefined) return outcomeOf(table, metric, positive)
  if (numbers.some(Number.isNaN))
    throw new DomainError('invalid', 'not_a_number', 'The metric must be a number throughout.')
  return { labels: numbers, warnings: [] }
}

/** Difference of the arms' means and its standard error (unequal variances). */
function effectOf(treated: Float64Array, outcome: Float64Array): { difference: number; standardError: number } {
  const [control, treatment] = [0, 1].map((arm) => {
    const own = outcome.filter((_, row) => treated[row] === arm)
    const mean = own.reduce((sum, value) => sum + value, 0) / Math.max(1, own.length)
    const squares = own.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    return { mean, error: squares / Math.max(1, own.length - 1) / Math.max(1, own.length) }
  })
  return {
    difference: (treatment?.mean ?? 0) - (control?.mean ?? 0),
    standardError: Math.sqrt((treatment?.error ?? 0) + (control?.error ?? 0)),
  }
}
