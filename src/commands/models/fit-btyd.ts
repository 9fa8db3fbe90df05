import { writeFile } from 'node:fs/promises'
import {
  type BtydFit,
  countPurchases,
  expectedPurchases,
  fitBtyd,
  type HoldoutReport,
  holdoutReport,
  type ModelName,
  type Purchases,
  predictionError,
  probabilityAlive,
  trackingCurve,
} from '#models/btyd'
import { DomainError } from '#platform/errors'
import { predictionsOf, valuesOf } from './predict-customers.ts'
import { readArguments, readNumber, readPairs } from './read-arguments.ts'
import { readNumbers, readOfRepeaters } from './read-numbers.ts'
import { columnOf, headerOf, printJson, readTable, type Table } from './read-table.ts'
import { withProblems } from './with-problems.ts'

const known = ['x', 'tx', 'T', 'holdout', 'value']
const modelNames: readonly ModelName[] = ['nbd', 'bg-nbd', 'mbg-nbd', 'pareto-nbd']

/** Fits one of the models to x, tx and T of every customer and holds it against what they did afterwards. */
export async function fitBtydCommand(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args, {
    model: { type: 'string', default: 'pareto-nbd' },
    columns: { type: 'string', default: 'x=x,tx=tx,T=T' },
    horizon: { type: 'string' },
    discount: { type: 'string', default: '0' },
    header: { type: 'string' },
    out: { type: 'string' },
  })
  const [file] = positionals
  if (file === undefined) throw new DomainError('invalid', 'model_option', 'Name the file of customers.')
  const name = modelNames.find((known) => known === values.model)
  if (!name) throw new DomainError('invalid', 'model_option', `--model is one of ${modelNames.join(', ')}.`)
  const columns = readPairs('--columns', values.columns, known)
  const table = await readTable(file, { ...headerOf(values.header), columns: Object.values(columns) })
  const column = (name: string) => readNumbers(table, columnOf(table, name), name)
  const x = column(columns.x ?? 'x')
  const [tx, T] = [readOfRepeaters(table, columns.tx ?? 'tx', x), column(columns.T ?? 'T')]
  const value = columns.value === undefined ? undefined : readOfRepeaters(table, columns.value, x)
  const horizon =
    values.horizon === undefined
      ? longest(T)
      : readNumber('--horizon', values.horizon, { above: 0, asks: 'a number above 0' })
  const discount = readNumber('--discount', values.discount, { above: -1, asks: 'a rate a unit of time, as 0.002' })

  const began = performance.now()
  const { fit, purchases, tripleOf } = withProblems(() => {
    const counted = countPurchases(x, tx, T)
    return { ...counted, fit: fitBtyd(name, counted.purchases) }
  })
  const seconds = (performance.now() - began) / 1000
  const { model, p, standardErrors } = fit
  const named = (numbers: ArrayLike<number>) =>
    Object.fromEntries(model.parameterNames.map((parameter, i) => [parameter, numbers[i] ?? 0]))
  if (values.out !== undefined) {
    const spending = value && withProblems(() => valuesOf(x, value))
    await writeTo(values.out, predictionsOf(fit, { purchases, tripleOf, spending }, { horizon, discount }))
  }
  printJson({
    model: name,
    ...(model.name === name ? {} : { fellBackTo: model.name, predictsBy: fit.predictor.name }),
    parameters: named(p),
    logLikelihood: fit.logLikelihood,
    standardErrors: standardErrors ? named(standardErrors) : null,
    seconds: Math.round(seconds * 1000) / 1000,
    warnings: [...warningsOf(table, columns.tx ?? 'tx', x), ...fit.warnings.map(({ message }) => message)],
    customers: x.length,
    distinctTriples: purchases.x.length,
    predicted: { horizon, ...totalOf(fit, purchases, horizon) },
    tracking: tracking(fit, purchases, horizon),
    ...(columns.holdout === undefined ? {} : holdoutsOf(fit, { x, tx, T, actual: column(columns.holdout) }, horizon)),
  })
}

/** A time since the last purchase, mistaken for the time of it, shows in those who never came back. */
function warningsOf(table: Table, tx: string, x: Float64Array): string[] {
  const at = columnOf(table, tx)
  const some = table.rows.filter((row, i) => x[i] === 0 && Number(row[at] ?? 0) > 0).length
  if (some === 0) return []
  return [
    `${some} customers without a repeat purchase have a ${tx} above 0, which was taken as 0: it is the time from the first purchase to the last, not since the last.`,
  ]
}

type History = Record<'x' | 'tx' | 'T' | 'actual', Float64Array>

/** Where predictions do not come from the model itself, how it would have done is told too. */
function holdoutsOf(fit: BtydFit, history: History, horizon: number): object {
  const holdout = holdoutOf({ model: fit.predictor, p: fit.p }, history, horizon)
  return {
    horizon,
    holdout,
    ...(fit.predictor === fit.model ? {} : { holdoutOfModel: holdoutOf(fit, history, horizon) }),
  }
}

function holdoutOf(
  { model, p }: Pick<BtydFit, 'model' | 'p'>,
  { x, tx, T, actual }: History,
  horizon: number,
): HoldoutReport {
  const expected = x.map((xi, i) => expectedPurchases(model, p, xi, tx[i] ?? 0, T[i] ?? 0, horizon))
  const alive = x.map((xi, i) => probabilityAlive(model, p, xi, tx[i] ?? 0, T[i] ?? 0))
  return holdoutReport({ x, expected, alive, actual })
}

/** Purchases expected of all customers, and how far off that may be because the parameters are estimates. */
function totalOf(fit: BtydFit, { x, tx, T, count }: Purchases, horizon: number): object {
  const by = fit.predictor
  const sumBy = (p: Float64Array) =>
    x.reduce((sum, xi, i) => sum + (count[i] ?? 0) * expectedPurchases(by, p, xi, tx[i] ?? 0, T[i] ?? 0, horizon), 0)
  const error = by === fit.model ? predictionError(fit, sumBy) : undefined
  return { sum: sumBy(fit.p), standardError: error ?? null }
}

/** Repeat purchases of the cohort as the model expects them, in twelve steps to the end of the horizon. */
function tracking({ model, p }: BtydFit, purchases: Purchases, horizon: number): { time: number; expected: number }[] {
  const end = purchases.T.reduce((most, age) => Math.max(most, age), 0) + horizon
  const times = Array.from({ length: 12 }, (_, i) => (end * (i + 1)) / 12)
  const expected = trackingCurve(model, p, purchases, times)
  return times.map((time, i) => ({ time, expected: expected[i] ?? 0 }))
}

const longest = (T: Float64Array): number => T.reduce((most, age) => Math.max(most, age), 1)

async function writeTo(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (error) {
    throw new DomainError('invalid', 'unwritable_file', `--out ${path}: ${(error as Error).message}`)
  }
}
