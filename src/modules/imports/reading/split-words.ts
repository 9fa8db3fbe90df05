import { limits } from './limits.ts'
import type { Splitter } from './split-rows.ts'
import type { RawRow, RowNote } from './types.ts'

/** Splits logs whose columns are set apart by runs of spaces; such files know no quotes. */
export function splitWords(): Splitter {
  let text = ''
  let line = 1
  let note: RowNote | undefined
  let discarding = false

  const toRow = (raw: string): RawRow | undefined => {
    const cells = raw.trim().split(/\s+/, limits.columns + 1)
    const row: RawRow = { number: 0, line: line++, cells }
    if (note) row.note = note
    if (raw.length > limits.rowChars) row.fault = 'row_too_long'
    else if (cells.length > limits.columns) row.fault = 'too_many_cells'
    else if (cells.some((cell) => cell.length > limits.cellChars)) row.fault = 'cell_too_long'
    if (row.fault) row.cells = [raw.slice(0, 1024)]
    return row.fault || cells[0] !== '' ? row : undefined
  }

  const take = (whole: string[], pieceNote: RowNote | undefined): RawRow[] => {
    const rows: RawRow[] = []
    for (const raw of whole) {
      if (discarding) discarding = false
      else {
        const row = toRow(raw)
        if (row) rows.push(row)
      }
      note = pieceNote
    }
    return rows
  }

  return {
    push(more, pieceNote) {
      text += more
      note ??= pieceNote
      // A CR at the very end may be half of a CRLF.
      const held = text.endsWith('\r') ? '\r' : ''
      const whole = (held ? text.slice(0, -1) : text).split(/\r\n?|\n/)
      text = (whole.pop() ?? '') + held
      const rows = take(whole, pieceNote)
      if (text === '') note = undefined
      if (text.length > limits.rowChars) {
        if (!discarding) {
          const row = toRow(text)
          if (row) rows.push(row)
        }
        discarding = true
        text = ''
      }
      return rows
    },
    end() {
      return text === '' ? [] : take(text.split(/\r\n?|\n/), undefined)
    },
  }
}
