import { crossValidateChurn } from '#models/churn'
import { foldsOf, splitByTime } from '#models/folds'
import { type Frame, numbersFromText, selectRows } from '#models/frame'
import { type Effect, fitLogistic } from '#models/logistic'
import { DomainError } from '#platform/errors'
import { featureColumns } from './feature-columns.ts'
import { assignFolds } from './fold-assignment.ts'
import { outcomeOf, withOutcome } from './outcome.ts'
import { readArguments } from './read-arguments.ts'
import { columnOf, headerOf, printJson, readTable, type Table } from './read-table.ts'
import { testFolds } from './test-folds.ts'
import { unusableAsInvalid } from './unusable.ts'

const usage =
  'churn-cv FILE --target COLUMN [--positive VALUE] [--id COLUMN] [--folds FILE:COLUMN|NUMBER] [--time COLUMN]'

const mostEffects = 60

/** `churn-cv FILE --target Churn --positive Yes --id customerID --folds FILE:COLUMN`: both models on held-out rows. */
export async function churnCvCommand(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args, {
    target: { type: 'string' },
    positive: { type: 'string' },
    id: { type: 'string' },
    folds: { type: 'string' },
    time: { type: 'string' },
    ignore: { type: 'string', default: '' },
    header: { type: 'string' },
  })
  const [path] = positionals
  if (!path || !values.target) throw new DomainError('invalid', 'model_usage', usage)
  if (values.time !== undefined && values.folds !== undefined)
    throw new DomainError('invalid', 'model_option', 'churn-cv takes --folds or --time, not both.')
  const header = headerOf(values.header)
  const whole = await readTable(path, { ...header, columns: [values.target, values.id, values.time] })
  const target = columnOf(whole, values.target)
  const { table } = withOutcome(whole, target)
  const outcome = outcomeOf(table, target, values.positive)
  const { labels, positive } = outcome
  const id = values.id === undefined ? undefined : columnOf(table, values.id)
  const time = values.time === undefined ? undefined : columnOf(table, values.time)
  const ignored = values.ignore.split(',').filter(Boolean)
  const left = [target, id, time, ...ignored.map((name) => columnOf(table, name))]
  const folds =
    time === undefined
      ? await assignFolds({ given: values.folds, path, table, whole, id, classes: labels, header })
      : { split: splitAt(table, time), column: undefined, warnings: [] }
  const { frame, warnings } = featureColumns(table, [...left, folds.column])
  const split = 'split' in folds ? folds.split : foldsOf(folds.assignment)
  const { models, best, drift } = await unusableAsInvalid(() =>
    crossValidateChurn({ frame, labels, folds: split }, testFolds),
  )
  const named = Object.entries(models).map(([name, { reasons, ...figures }]) => [
    name,
    { ...figures, reasons: reasons.map(({ row, ...rest }) => ({ id: idOf(table, id, row), ...rest })) },
  ])
  printJson({
    rows: frame.rows,
    positive,
    positives: labels.reduce((sum, label) => sum + label, 0),
    split: time === undefined ? 'folds' : 'time',
    folds: split.length,
    columns: {
      numbers: frame.columns.filter(({ kind }) => kind === 'number').map(({ name }) => name),
      categories: frame.columns.filter(({ kind }) => kind === 'category').map(({ name }) => name),
    },
    warnings: [
      ...(whole.rows.length > frame.rows
        ? [`${whole.rows.length - frame.rows} rows without an outcome left out.`]
        : []),
      ...outcome.warnings,
      ...folds.warnings,
      ...warnings,
    ],
    best,
    models: Object.fromEntries(named),
    effects: effectsOf(frame, split.at(-1)?.train ?? [], labels),
    drift,
  })
}

function splitAt(table: Table, time: number) {
  const times = numbersFromText(
    table.rows.map((row) => row[time] ?? ''),
    table.commas,
  )
  if (!times || times.some(Number.isNaN))
    throw new DomainError(
      'invalid',
      'not_a_number',
      'The time column must hold numbers or days (2024-05-31) throughout.',
    )
  const fold = splitByTime(times)
  if (!fold) throw new DomainError('invalid', 'one_time', 'All rows have the same time.')
  const byTime = (a: number, b: number) => (times[a] ?? 0) - (times[b] ?? 0) || a - b
  return [{ train: fold.train.toSorted(byTime), test: fold.test }]
}

/** What the last fold's regression learnt, the surest first. */
function effectsOf(frame: Frame, rows: ArrayLike<number>, labels: Float64Array): Effect[] {
  const outcome = Float64Array.from(rows, (row) => labels[row] ?? 0)
  const [average, ...effects] = fitLogistic(selectRows(frame, rows), outcome).effects
  const sureness = ({ effect, standardError }: Effect) => Math.abs(effect) / Math.max(standardError, 1e-12)
  return [...(average ? [average] : []), ...effects.sort((a, b) => sureness(b) - sureness(a))].slice(0, mostEffects)
}

function idOf(table: Table, id: number | undefined, row: number): string | number {
  return id === undefined ? row + 1 : (table.rows[row]?.[id] ?? row + 1)
}
