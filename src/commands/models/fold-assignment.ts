import { resolve } from 'node:path'
import { stratifiedFolds } from '#models/folds'
import { DomainError } from '#platform/errors'
import { columnOf, readTable, type Table } from './read-table.ts'

/** `column` is the column of the table itself that holds the folds, if it does. */
export type Assignment = { assignment: Int32Array; column: number | undefined; warnings: string[] }

const usualFolds = 5

export type FoldRequest = {
  given: string | undefined
  path: string
  table: Table
  /** the table before rows left that cannot be used */
  whole: Table
  id: number | undefined
  /** of the table's rows: every fold gets its share of each */
  classes: ArrayLike<number | string>
  /** with one, folds by number are drawn; without, they follow the rows' order */
  seed?: number
  header: { header?: boolean }
}

/**
 * `--folds`: a number of folds, 5 if not given (the i-th row of a class goes to fold i mod k), or FILE:COLUMN, matched by id if the file
 * has it, else row by row. FILE may be the table itself.
 */
export async function assignFolds(request: FoldRequest): Promise<Assignment> {
  const { given, path, table, whole, id, classes, seed, header } = request
  if (given === undefined || /^\d+$/.test(given)) {
    const count = given === undefined ? Math.max(2, Math.min(usualFolds, classes.length)) : Number(given)
    if (count < 2 || count > classes.length)
      throw new DomainError(
        'invalid',
        'wrong_fold_count',
        `${classes.length} rows cannot make ${count} folds to test on.`,
      )
    return { assignment: stratifiedFolds(classes, count, seed), column: undefined, warnings: [] }
  }
  const at = given.lastIndexOf(':')
  if (at < 1) throw new DomainError('invalid', 'wrong_folds', '--folds is a number or FILE:COLUMN.')
  const file = given.slice(0, at)
  const isSelf = resolve(file) === resolve(path)
  const source = isSelf ? whole : await readTable(file, header)
  const column = columnOf(source, given.slice(at + 1))
  if (isSelf) return { ...numbered(table.rows.map((row) => row[column])), column }
  const key = id === undefined ? undefined : keyColumn(source, table, id)
  if (id !== undefined && key !== undefined) {
    const foldOf = foldsById(source, key, column)
    return { ...numbered(table.rows.map((row) => foldOf.get((row[id] ?? '').trim()))), column: undefined }
  }
  if (source.rows.length !== whole.rows.length)
    throw new DomainError('invalid', 'folds_mismatch', `${file} has neither the ids nor as many rows as the table.`)
  const foldOfRow = new Map(whole.rows.map((row, i) => [row, source.rows[i]?.[column]]))
  const { assignment, warnings } = numbered(table.rows.map((row) => foldOfRow.get(row)))
  const told =
    id === undefined ? [] : [`${file} does not have the ids: its rows were taken in the order of the table’s.`]
  return { assignment, warnings: [...told, ...warnings], column: undefined }
}

/** The column of the ids: of the same name, else the one that holds most of them, at least half. */
function keyColumn(source: Table, table: Table, id: number): number | undefined {
  const name = table.names[id]
  const named = name === undefined ? -1 : source.names.indexOf(name)
  if (named !== -1) return named
  const ids = new Set(table.rows.map((row) => (row[id] ?? '').trim()))
  const held = Array.from(source.rows[0] ?? [], (_, column) => {
    const own = new Set(source.rows.map((row) => (row[column] ?? '').trim()))
    return [...ids].filter((each) => own.has(each)).length
  })
  const most = Math.max(0, ...held)
  return most > 0 && most >= ids.size / 2 ? held.indexOf(most) : undefined
}

function foldsById(source: Table, key: number, column: number): Map<string, string> {
  const foldOf = new Map<string, string>()
  for (const row of source.rows) {
    const [name, fold] = [(row[key] ?? '').trim(), (row[column] ?? '').trim()]
    const known = foldOf.get(name)
    if (name !== '' && known !== undefined && known !== fold)
      throw new DomainError(
        'invalid',
        'folds_mismatch',
        `The id ${name} stands in the folds twice: in ${known} and in ${fold}.`,
      )
    foldOf.set(name, fold)
  }
  return foldOf
}

/** Any words can name the folds. Rows without one are in no test: they teach in every fold. */
function numbered(cells: (string | undefined)[]): { assignment: Int32Array; warnings: string[] } {
  const texts = cells.map((cell) => cell?.trim() ?? '')
  const names = [...new Set(texts)]
    .filter((text) => text !== '')
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  if (names.length < 2)
    throw new DomainError('invalid', 'folds_mismatch', 'The column of folds must name at least two.')
  if (names.length > 100 && names.length > texts.length / 5)
    throw new DomainError('invalid', 'folds_mismatch', 'The column of folds names too many to be folds.')
  const numberOfName = new Map(names.map((name, number) => [name, number]))
  const missing = texts.filter((text) => text === '').length
  return {
    assignment: Int32Array.from(texts, (text) => numberOfName.get(text) ?? -1),
    warnings: missing === 0 ? [] : [`${missing} rows have no fold: they teach in every fold and are never tested.`],
  }
}
