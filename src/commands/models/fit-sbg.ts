import { discountedLifetime, fitSbg, retentionRate, survivalCurve } from '#models/sbg'
import { DomainError } from '#platform/errors'
import { readArguments, readNumber } from './read-arguments.ts'
import { readNumbers } from './read-numbers.ts'
import { columnOf, headerOf, printJson, readTable, type Table } from './read-table.ts'
import { withProblems } from './with-problems.ts'

/** Fits retention by period to survivors; --fit N uses the start and N periods, the rest is held out. */
export async function fitSbgCommand(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args, {
    fit: { type: 'string' },
    column: { type: 'string' },
    periods: { type: 'string' },
    discount: { type: 'string', default: '0.1' },
    header: { type: 'string' },
  })
  const [file] = positionals
  if (file === undefined) throw new DomainError('invalid', 'model_option', 'Name the file of survivors.')
  const table = await readTable(file, { ...headerOf(values.header), columns: [values.column] })
  const survivors = survivorsOf(table, values.column)
  const fitted = values.fit === undefined ? survivors.length - 1 : whole(values.fit, '--fit')
  if (fitted >= survivors.length)
    throw new DomainError(
      'invalid',
      'model_option',
      `--fit ${fitted} needs ${fitted + 1} numbers; the file has ${survivors.length}.`,
    )
  const periods = Math.max(survivors.length - 1, values.periods === undefined ? 0 : whole(values.periods, '--periods'))
  const discount = readNumber('--discount', values.discount, { above: 0, asks: 'a rate a period above 0' })
  const began = performance.now()
  const { alpha, beta, ...fit } = withProblems(() => fitSbg(survivors.slice(0, fitted + 1)))
  const survival = survivalCurve(alpha, beta, periods)
  const start = survivors[0] ?? 1
  const misses = survivors.slice(fitted + 1).map((left, i) => Math.abs(left / start - (survival[fitted + 1 + i] ?? 0)))
  printJson({
    model: 'sbg',
    parameters: { alpha, beta },
    logLikelihood: fit.logLikelihood,
    standardErrors: fit.standardErrors ? { alpha: fit.standardErrors[0], beta: fit.standardErrors[1] } : null,
    seconds: Math.round(performance.now() - began) / 1000,
    warnings: fit.warnings.map(({ message }) => message),
    fittedPeriods: fitted,
    meanChurn: alpha / (alpha + beta),
    survival,
    retention: Array.from({ length: periods }, (_, i) => retentionRate(alpha, beta, i + 1)),
    actualSurvival: survivors.map((left) => left / start),
    holdout:
      misses.length === 0
        ? null
        : { periods: misses.length, maxAbsoluteError: misses.reduce((most, miss) => Math.max(most, miss), 0) },
    discountedLifetime: {
      rate: discount,
      newcomer: discountedLifetime(alpha, beta, 0, discount),
      afterFirstRenewal: discountedLifetime(alpha, beta, 1, discount),
    },
  })
}

/** A column of numbers, the last one where there are more; one line of many numbers counts as a column too. */
function survivorsOf(table: Table, column: string | undefined): number[] {
  const [only] = table.rows
  const row = table.rows.length === 1 && table.names.length === 0 && only && only.length > 1 ? only : undefined
  if (row && column === undefined)
    return [...readNumbers({ ...table, rows: row.map((cell) => [cell]) }, 0, 'survivors')]
  const at = column === undefined ? (only?.length ?? 1) - 1 : columnOf(table, column)
  return [...readNumbers(table, at, column ?? 'survivors')]
}

const mostPeriods = 10_000

function whole(text: string, option: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= mostPeriods) return value
  throw new DomainError(
    'invalid',
    'model_option',
    `${option} is a whole number of periods up to ${mostPeriods}, not ${text}.`,
  )
}
