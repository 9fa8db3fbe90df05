import { isBlank } from './blank.ts'
import { parseDecimal } from './parse-numbers.ts'
import { sniffNumbers } from './sniff-numbers.ts'

/** A row each; undefined where a cell holds no number. */
export type Numbers = (number | undefined)[]

/** The numbers of the column at `index`; undefined for one that holds hardly any. */
export type ColumnNumbers = (index: number) => Numbers | undefined

/** Reads each column once, when it is asked for. */
export function readNumbers(rows: string[][]): ColumnNumbers {
  const known = new Map<number, Numbers | undefined>()
  return (index) => {
    if (known.has(index)) return known.get(index)
    const texts = rows.map((cells) => (cells[index] ?? '').replace('%', ''))
    const format = sniffNumbers(texts)
    const isNumeric = format.fits > 0.5 && texts.some((text) => !isBlank(text))
    const read = (text: string): number | undefined => {
      const value = isBlank(text) ? undefined : parseDecimal(text, format)
      return value && value.units / 10 ** value.scale
    }
    const found = isNumeric ? texts.map(read) : undefined
    known.set(index, found)
    return found
  }
}
