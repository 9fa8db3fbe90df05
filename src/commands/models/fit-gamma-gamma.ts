import { expectedValue, fitGammaGamma } from '#models/gamma-gamma'
import { DomainError } from '#platform/errors'
import { readOptions } from '../options.ts'
import { readNumbers, readOfRepeaters } from './read-numbers.ts'
import { columnOf, headerOf, printJson, readPairs, readTable } from './read-table.ts'
import { withProblems } from './with-problems.ts'

/** Fits what purchases are worth to the repeaters of a file: x purchases of mean value `value`. */
export async function fitGammaGammaCommand(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, {
    columns: { type: 'string', default: 'x=x,value=value' },
    header: { type: 'string' },
  })
  const [file] = positionals
  if (file === undefined) throw new DomainError('invalid', 'model_option', 'Name the file of customers.')
  const columns = readPairs(values.columns)
  const table = await readTable(file, { ...headerOf(values.header), columns: Object.values(columns) })
  const [xName, valueName] = [columns.x ?? 'x', columns.value ?? 'value']
  const x = readNumbers(table, columnOf(table, xName), xName)
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
    warnings: fit.warnings.map(({ message }) => message),
    customers: fit.customers,
    correlation: fit.correlation,
    // What a purchase of somebody is worth of whom nothing is known.
    meanValue: expectedValue(fit, 0, 0) ?? null,
  })
}
