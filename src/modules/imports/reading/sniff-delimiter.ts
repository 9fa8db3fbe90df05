import { splitWords } from './split-words.ts'
import { splitWrapped } from './split-wrapped.ts'
import type { Delimiter, FileLayout, Quote, RawRow } from './types.ts'

/** How a line falls into cells. */
type Form = Pick<FileLayout, 'delimiter' | 'quote'>

export type DelimiterSniff = Form & { rows: RawRow[]; width: number }

export const delimiters = [',', ';', '\t', '|', '^', '~'] as const

/** Picks the delimiter that gives the most rows the same number of columns, more columns breaking near ties. */
export function sniffDelimiter(text: string): DelimiterSniff {
  const whole = text.length < 65_536 ? text : text.slice(0, Math.max(text.lastIndexOf('\n', 65_536), 16_384))
  const declared = /^\uFEFF?"?sep=([,;\t|^~])"?\s*[\r\n]/i.exec(whole)?.[1] as Delimiter | undefined
  let best: (DelimiterSniff & { score: number }) | undefined
  for (const delimiter of declared ? [declared] : delimiters) {
    const found = read(whole, delimiter)
    if (found.width > 1 && (!best || found.score > best.score)) best = found
  }
  const words = read(whole, 'whitespace')
  const even = words.rows.every(({ cells }) => cells.length === words.width)
  // Words of a sentence also stand apart by spaces: only a perfectly even table counts as one.
  if (!declared && even && words.width > 1 && words.rows.length > 1 && (!best || best.score < 1.5)) best = words
  return best ?? read(whole, declared ?? ',')
}

function read(text: string, delimiter: Delimiter): DelimiterSniff & { score: number } {
  const form = { delimiter, ...sniffQuote(text, delimiter) }
  return { ...form, ...judge(readAll(text, form)) }
}

/**
 * `'a, b','c'`: what cells are set between where it is an apostrophe, by one such cell in two lines. An apostrophe alone
 * groups thousands, stands in a name, or keeps a spreadsheet from making a number of a text.
 */
export function sniffQuote(text: string, delimiter: Delimiter): { quote?: Quote } {
  if (delimiter === 'whitespace' || !text.includes("'")) return {}
  const between = (mark: string) =>
    new RegExp(`(?:^|\\${delimiter})${mark}(?:[^${mark}\r\n]|${mark}${mark})*${mark}(?=\\${delimiter}|$)`, 'gm')
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0
  const quoted = count(between("'"))
  return quoted * 2 >= count(/^./gm) && quoted > count(between('"')) ? { quote: "'" } : {}
}

export const makeSplitter = ({ delimiter, quote }: Form) =>
  delimiter === 'whitespace' ? splitWords() : splitWrapped(delimiter, quote)

export function readAll(text: string, form: Form): RawRow[] {
  const splitter = makeSplitter(form)
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
