import { expectedValue, fitGammaGamma } from '#models/gamma-gamma'
import { DomainError } from '#platform/errors'
import { readOptions } from '../options.ts'
import { columnOf, numberOf, printJson, readPairs, readTable } from './read-table.ts'
import { withProblems } from './with-problems.ts'

/** Fits what purchases are worth to the repeaters of a file: x purchases of mean value `value`. */
export async function fitGammaGammaCommand(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, {
    columns: { type: 'string', default: 'x=x,value=value' },
    header: { type: 'string' },
  })
  const [file] = positionals
  if (file === undefined) throw new DomainError('invalid', 'model_option', 'Name the file of customers.')
  const table = await readTable(file, values.header === undefined ? {} : { header: values.header !== 'false' })
  const columns = readPairs(values.columns)
  const [xName, valueName] = [columns.x ?? 'x', columns.value ?? 'value']
  const [xAt, valueAt] = [columnOf(table, xName), columnOf(table, valueName)]
  const firstLine = table.names.length > 0 ? 2 : 1
  const x = Float64Array.from(table.rows, (row, i) => numberOf(row[xAt], i + firstLine, xName))
  // Those who never came back have no mean value: the cell may be blank.
  const z = Float64Array.from(table.rows, (row, i) =>
    (x[i] ?? 0) < 1 ? 0 : numberOf(row[valueAt], i + firstLine, valueName),
  )
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
