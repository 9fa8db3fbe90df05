import { type Splitter, splitRows } from './split-rows.ts'
import type { RawRow } from './types.ts'

/**
 * Splits delimited text, and once more each row that stands whole between quotes: `"4;2011-12-09;""9,90"""`. That is how a spreadsheet
 * saves a table that it took for one column; rows without a quote of their own it leaves as they are.
 */
export function splitWrapped(delimiter: string, mark = '"'): Splitter {
  const outer = splitRows(delimiter, mark)
  const unwrap = (row: RawRow): RawRow => {
    const [whole, ...others] = row.cells
    if (whole === undefined || others.length > 0 || row.fault || !whole.includes(delimiter)) return row
    const inner = splitRows(delimiter, mark)
    const [found, ...rest] = [...inner.push(whole), ...inner.end()]
    return found && rest.length === 0 ? { ...row, ...found, line: row.line } : row
  }
  return {
    push: (text, note) => outer.push(text, note).map(unwrap),
    end: () => outer.end().map(unwrap),
  }
}
