import { expectedValue, fitGammaGamma } from '#models/gamma-gamma'
import { DomainError } from '#platform/errors'
import { readArguments, readPairs } from './read-arguments.ts'
import { readNumbers, readOfRepeaters } from './read-numbers.ts'
import { columnOf, headerOf, lineOf, printJson, readTable } from './read-table.ts'
import { withProblems } from './with-problems.ts'

// As fit-btyd takes them of the same file; x and value are read.
const known = ['x', 'tx', 'T', 'holdout', 'value']

/** Fits what purchases are worth to the repeaters of a file: x purchases of mean value `value`. */
export async function fitGammaGammaCommand(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args, {
    columns: { type: 'string', default: 'x=x,value=value' },
    header: { type: 'string' },
  })
  const [file] = positionals
  if (file === undefined) throw new DomainError('invalid', 'model_option', 'Name the file of customers.')
  const columns = readPairs('--columns', values.columns, known)
  const table = await readTable(file, { ...headerOf(values.header), columns: Object.values(columns) })
  const [xName, valueName] = [columns.x ?? 'x', columns.value ?? 'value']
  const x = readNumbers(table, columnOf(table, xName), xName)
  const broken = x.findIndex((times) => !Number.isInteger(times) || times < 0)
  if (broken !== -1)
    throw new DomainError(
      'invalid',
      'bad_count',
      `Line ${lineOf(table, broken)}, ${xName}: ${x[broken]} is not a count of purchases.`,
    )
  const z = readOfRepeaters(table, valueName, x)
  const began = performance.now()
  const fit = withProblems(() => fitGammaGamma({ x, z }))
  const { p, q, gamma, standardErrors } = fit
  printJson({
    model: 'gamma-gamma',
    parameters: { p, q, gamma },
    logLikelihood: fit.logLikelihood,
    standardErrors: standardErrors ? { p: standardErrors[0], q: standardErrors[1], gamma: standardErrors[2] } : null,
    seconds: Math.round(performance.now() - began) / 1000,
    warnings: [...leftOutOf(x, z), ...fit.warnings.map(({ message }) => message)],
    customers: fit.customers,
    correlation: fit.correlation,
    // What a purchase of somebody is worth of whom nothing is known.
    meanValue: expectedValue(fit, 0, 0) ?? null,
  })
}

function leftOutOf(x: Float64Array, z: Float64Array): string[] {
  const left = z.filter((value, i) => (x[i] ?? 0) >= 1 && value <= 0).length
  return left === 0 ? [] : [`${left} customers came back whose purchases are worth 0 or less: they were left out.`]
}
