import { splitRows } from './split-rows.ts'
import { splitWords } from './split-words.ts'
import type { Delimiter, RawRow } from './types.ts'

export type DelimiterSniff = { delimiter: Delimiter; rows: RawRow[]; width: number }

const candidates = [',', ';', '\t', '|'] as const

/** Picks the delimiter that gives the most rows the same number of columns, more columns breaking near ties. */
export function sniffDelimiter(text: string): DelimiterSniff {
  const whole = text.length < 65_536 ? text : text.slice(0, Math.max(text.lastIndexOf('\n', 65_536), 16_384))
  const declared = /^\uFEFF?"?sep=([,;\t|])"?\s*[\r\n]/i.exec(whole)?.[1] as Delimiter | undefined
  let best: (DelimiterSniff & { score: number }) | undefined
  for (const delimiter of declared ? [declared] : candidates) {
    const found = { delimiter, ...judge(readAll(whole, delimiter)) }
    if (found.width > 1 && (!best || found.score > best.score)) best = found
  }
  const words = { delimiter: 'whitespace' as const, ...judge(readAll(whole, 'whitespace')) }
  const even = words.rows.every(({ cells }) => cells.length === words.width)
  // Words of a sentence also stand apart by spaces: only a perfectly even table counts as one.
  if (!declared && even && words.width > 1 && words.rows.length > 1 && (!best || best.score < 1.5)) best = words
  return best ?? { delimiter: declared ?? ',', ...judge(readAll(whole, declared ?? ',')) }
}

export const makeSplitter = (delimiter: Delimiter) => (delimiter === 'whitespace' ? splitWords() : splitRows(delimiter))

export function readAll(text: string, delimiter: Delimiter): RawRow[] {
  const splitter = makeSplitter(delimiter)
  return [...splitter.push(text), ...splitter.end()]
}

function judge(rows: RawRow[]): { rows: RawRow[]; width: number; score: number } {
  const widths = new Map<number, number>()
  for (const { cells } of rows) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1)
  let width = 0
  let weight = 0
  for (const [size, count] of widths) {
    const heavy = count * Math.log2(1 + size)
    if (heavy > weight) {
      width = size
      weight = heavy
    }
  }
  const faults = rows.filter(({ fault }) => fault).length
  const share = (widths.get(width) ?? 0) / Math.max(1, rows.length)
  return { rows, width, score: share * Math.log2(1 + width) - faults / Math.max(1, rows.length) }
}
