import { limits } from './limits.ts'
import type { RawRow, RowFault, RowNote } from './types.ts'

export type Splitter = {
  /** Takes the next text; `note` marks every row that this text is part of. Returns the rows completed by it. */
  push: (text: string, note?: RowNote) => RawRow[]
  /** Takes the end of the file. */
  end: () => RawRow[]
}

const lf = 10
const cr = 13
const space = 32

const needMore = -1

const guarded = /^=".*"$|^'[=+\-@]/s

/** `="0012"` keeps a spreadsheet from making a number of a text, `'+36…` from making a formula of it. */
function withoutGuard(cell: string): string {
  const first = cell.charCodeAt(0)
  if ((first !== 61 && first !== 39) || !guarded.test(cell)) return cell
  return first === 61 ? cell.slice(2, -1) : cell.slice(1)
}

/**
 * Splits delimited text into rows. `number` is left 0 for the caller. A row is parsed again from its start when a chunk
 * ends inside it: rows are capped, so that stays cheap and the parser keeps no state but the text of the open row.
 */
export function splitRows(delimiter: string, mark = '"'): Splitter {
  const separator = delimiter.charCodeAt(0)
  const quote = mark.charCodeAt(0)
  let text = ''
  let line = 1
  let note: RowNote | undefined
  let discarding = false
  let final = false
  let nextLf = -2
  let nextCr = -2

  let rows: RawRow[] = []
  let cells: string[] = []
  let fault: RowFault | undefined
  let lines = 1

  const isEnd = (code: number) => code === lf || code === cr
  const lineEnd = (from: number): number => {
    if (nextLf < from && nextLf !== -1) nextLf = text.indexOf('\n', from)
    if (nextCr < from && nextCr !== -1) nextCr = text.indexOf('\r', from)
    if (nextLf === -1) return nextCr
    return nextCr === -1 || nextLf < nextCr ? nextLf : nextCr
  }
  const afterBreak = (at: number): number => {
    if (at >= text.length) return at
    if (text.charCodeAt(at) !== cr) return at + 1
    if (at + 1 >= text.length && !final) return needMore
    return text.charCodeAt(at + 1) === lf ? at + 2 : at + 1
  }
  const skipSpaces = (at: number): number => {
    let i = at
    while (text.charCodeAt(i) === space) i++
    return i
  }
  const addCell = (raw: string) => {
    const cell = withoutGuard(raw)
    if (cells.length >= limits.columns) fault = 'too_many_cells'
    else if (cell.length <= limits.cellChars) cells.push(cell)
    else {
      cells.push(cell.slice(0, 256))
      fault = 'cell_too_long'
    }
  }

  /** A quote without an end takes only its own line with it: the line is reported, the rows after it are read. */
  const giveUpLine = (start: number): number => {
    const end = lineEnd(start)
    if (end === -1 && !final) return needMore
    const stop = end === -1 ? text.length : end
    cells = text
      .slice(start, Math.min(stop, start + 1024))
      .split(delimiter)
      .slice(0, limits.columns)
    fault = 'unclosed_quote'
    lines = 1
    return end === -1 ? text.length : afterBreak(end)
  }

  const closingQuote = (start: number): { at: number; state: 'closed' | 'open' | 'broken' } => {
    let from = start
    for (;;) {
      const at = text.indexOf(mark, from)
      if (at === -1) return { at, state: 'open' }
      const next = text.charCodeAt(at + 1)
      if (next === separator || isEnd(next)) return { at, state: 'closed' }
      if (at + 1 >= text.length) return { at, state: final ? 'closed' : 'open' }
      if (next === quote) {
        from = at + 2
        continue
      }
      const behind = skipSpaces(at + 1)
      if (behind >= text.length && !final) return { at, state: 'open' }
      if (behind >= text.length || text.charCodeAt(behind) === separator || isEnd(text.charCodeAt(behind)))
        return { at, state: 'closed' }
      // `"5" TV"` keeps its inner quote, but only within one line: past it, the quote was never closed.
      const end = lineEnd(start)
      if (end !== -1 && end < at) return { at, state: 'broken' }
      from = at + 1
    }
  }

  const readRow = (start: number): number => {
    cells = []
    fault = undefined
    lines = 1
    let i = start
    for (;;) {
      let first = text.charCodeAt(i)
      let open = i
      if (first === space) {
        open = skipSpaces(i)
        first = text.charCodeAt(open)
      }
      if (first === quote) {
        const { at, state } = closingQuote(open + 1)
        if (state === 'broken') return giveUpLine(start)
        if (state === 'open') {
          if (final || text.length - open > limits.cellChars * 2) return giveUpLine(start)
          return needMore
        }
        if (at - open > limits.cellChars * 2) return giveUpLine(start)
        const raw = text.slice(open + 1, at)
        const end = lineEnd(open)
        if (end !== -1 && end < at) lines += raw.match(/\r\n?|\n/g)?.length ?? 0
        addCell(raw.includes(mark) ? raw.replaceAll(mark + mark, mark) : raw)
        i = skipSpaces(at + 1)
      } else {
        const from = i
        let code = text.charCodeAt(i)
        while (code !== separator && code !== lf && code !== cr && i < text.length) code = text.charCodeAt(++i)
        addCell(text.slice(from, i))
      }
      if (i >= text.length) return final ? i : needMore
      if (text.charCodeAt(i) === separator) i++
      else return afterBreak(i)
    }
  }

  const emit = () => {
    const row: RawRow = { number: 0, line, cells }
    if (fault) row.fault = fault
    if (note) row.note = note
    line += lines
    if (fault || cells.some((cell) => cell !== '')) rows.push(row)
  }

  const drain = (pieceNote: RowNote | undefined): RawRow[] => {
    rows = []
    let start = 0
    while (start < text.length) {
      if (discarding) {
        const end = lineEnd(start)
        if (end === -1) {
          start = text.length
          break
        }
        const next = afterBreak(end)
        if (next === needMore) {
          start = end
          break
        }
        discarding = false
        start = next
        note = pieceNote
        continue
      }
      const next = readRow(start)
      if (next === needMore) {
        if (text.length - start <= limits.rowChars) break
        fault = 'row_too_long'
        cells = cells.slice(0, limits.columns)
        emit()
        discarding = true
        start = text.length
        break
      }
      if (next - start > limits.rowChars) fault = 'row_too_long'
      emit()
      start = next
      note = pieceNote
    }
    text = start >= text.length ? '' : text.slice(start)
    if (text === '') note = undefined
    nextLf = -2
    nextCr = -2
    return rows
  }

  return {
    push(more, pieceNote) {
      text = text === '' ? more : text + more
      note ??= pieceNote
      nextLf = -2
      nextCr = -2
      return drain(pieceNote)
    },
    end() {
      final = true
      nextLf = -2
      nextCr = -2
      return drain(undefined)
    },
  }
}
