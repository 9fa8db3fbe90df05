import { isValidElement, type ReactNode } from 'react'
import { type CsvCell, csvHead, csvLine } from '#platform/csv'

export type CsvColumn<Row> = {
  label: ReactNode
  render: (row: Row) => ReactNode
  /** What a file has of it, where that is more than the words shown: a number, a day. `false`: nothing, such as of buttons. */
  csv?: ((row: Row) => CsvCell) | false
}

/** A table as CSV: the words of its cells, unless a column says otherwise. Formulas are escaped. */
export function tableCsv<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const kept = columns.filter(({ csv }) => csv !== false)
  const lines = rows.map((row) => csvLine(kept.map(({ csv, render }) => (csv ? csv(row) : textOf(render(row))))))
  return csvHead(kept.map(({ label }) => textOf(label))) + lines.join('')
}

/** The words of what is shown; none for the dash that stands for nothing. Marks that keep two directions apart are for the screen. */
function textOf(node: ReactNode): string {
  const text = wordsOf(node)
    .replaceAll(/[\u2066-\u2069]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return text === '–' ? '' : text
}

function wordsOf(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node)
  if (Array.isArray(node)) return node.map(wordsOf).join('')
  return isValidElement<{ children?: ReactNode }>(node) ? wordsOf(node.props.children) : ''
}
