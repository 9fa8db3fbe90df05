import type { ReactNode } from 'react'
import classes from './DataTable.module.css'
import { TableCsv } from './TableCsv.tsx'
import type { CsvColumn } from './table-csv.ts'

export type DataColumn<Row> = {
  key: string
  label: ReactNode
  render: (row: Row) => ReactNode
  /** Numbers stand at the end of their column. */
  numeric?: boolean
  /** In a card: over its whole width, or not at all. */
  phone?: 'wide' | 'hidden'
} & Pick<CsvColumn<Row>, 'csv'>

type DataTableProps<Row> = {
  /** Says what the table holds, for those who cannot see its surroundings. */
  caption: string
  columns: readonly DataColumn<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** On a phone each row is a card, for tables that people act on; others scroll sideways. */
  cards?: boolean
  /** With its file below it, for tables that have no card's head to put one in. */
  csv?: boolean
}

/** A plain table that scrolls sideways within itself, or turns into cards; the first column names the row. */
export function DataTable<Row>({ caption, columns, rows, rowKey, cards, csv }: DataTableProps<Row>) {
  const table = (
    // A group, not a region: the card around it is the region of this name already.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the fields of a form.
    <div role="group" className={classes.scroll} tabIndex={0} aria-label={caption}>
      <table className={cards ? `${classes.table} ${classes.cards}` : classes.table}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.numeric ? classes.numeric : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.key} scope="row">
                    {column.render(row)}
                  </th>
                ) : (
                  <td
                    key={column.key}
                    className={column.numeric ? classes.numeric : undefined}
                    data-phone={column.phone}
                    data-label={typeof column.label === 'string' ? column.label : undefined}
                  >
                    {column.render(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
  if (!csv) return table
  return (
    <div>
      {table}
      <div className={classes.out}>
        <TableCsv title={caption} columns={columns} rows={rows} />
      </div>
    </div>
  )
}
