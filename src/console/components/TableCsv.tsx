import { IconDownload } from '@tabler/icons-react'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './CsvLink.module.css'
import { type CsvColumn, tableCsv } from './table-csv.ts'

type TableCsvProps<Row> = {
  title: string
  columns: readonly CsvColumn<Row>[]
  rows: readonly Row[]
  /** With the word on it, among other buttons; else the icon alone, in the corner of a card. */
  wide?: boolean
}

/** Downloads a table whose rows are all in the browser, in the reader's language. Longer lists have a `CsvLink`. */
export function TableCsv<Row>({ title, columns, rows, wide = false }: TableCsvProps<Row>) {
  const { t } = useI18n()
  if (rows.length === 0) return null
  const label = wide ? t('console.export_csv') : t('console.csv_of', { title })
  return (
    <button
      type="button"
      data-csv
      className={wide ? classes.button : classes.icon}
      aria-label={label}
      title={label}
      onClick={() => saveFile(`${title}.csv`, tableCsv(columns, rows))}
    >
      <IconDownload size={16} stroke={1.7} aria-hidden />
      {wide && t('console.export_csv')}
    </button>
  )
}

const longEnough = 60_000

function saveFile(name: string, text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = Object.assign(document.createElement('a'), { href, download: name.replaceAll(/[\\/:*?"<>|]/g, ' ') })
  link.click()
  // Some browsers read the file only after this turn.
  setTimeout(() => URL.revokeObjectURL(href), longEnough)
}
