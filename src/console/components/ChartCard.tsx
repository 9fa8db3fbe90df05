import { type ReactNode, useState } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import { Card } from './Card.tsx'
import classes from './ChartCard.module.css'
import { CsvLink } from './CsvLink.tsx'
import { type DataColumn, DataTable } from './DataTable.tsx'
import { HelpHint } from './HelpHint.tsx'
import { TableCsv } from './TableCsv.tsx'

type ChartCardProps<Row> = {
  title: string
  subtitle?: ReactNode
  /** Message key of the definition. */
  help?: string
  /** Switches of this chart, before "as table". */
  controls?: ReactNode
  chart: ReactNode
  columns: readonly DataColumn<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Where the server has the file; else it is made of the rows. */
  csvHref?: string
  className?: string
}

/** A chart and, one click away, its table and its CSV. */
export function ChartCard<Row>(props: ChartCardProps<Row>) {
  const { t } = useI18n()
  const [asTable, setAsTable] = useState(false)
  const { title, subtitle, help, controls, chart, columns, rows, rowKey, csvHref, className } = props
  return (
    <Card
      title={
        <span className={classes.title}>
          {title}
          {help && <HelpHint hint={help} about={title} />}
        </span>
      }
      subtitle={subtitle}
      className={className}
      aside={
        <div className={classes.tools}>
          {controls}
          <span className={classes.outs}>
            <DataTableToggle pressed={asTable} onChange={setAsTable} about={title} />
            {csvHref ? (
              <CsvLink href={csvHref} label={t('console.csv_of', { title })} />
            ) : (
              <TableCsv title={title} columns={columns} rows={rows} />
            )}
          </span>
        </div>
      }
    >
      {asTable ? <DataTable caption={title} columns={columns} rows={rows} rowKey={rowKey} /> : chart}
    </Card>
  )
}

/** Turns a chart into its table and back. */
export function DataTableToggle(props: { pressed: boolean; onChange: (pressed: boolean) => void; about: string }) {
  const { t } = useI18n()
  return (
    <button
      type="button"
      className={classes.toggle}
      aria-pressed={props.pressed}
      aria-label={t('console.table_of', { title: props.about })}
      onClick={() => props.onChange(!props.pressed)}
    >
      {t('console.as_table')}
    </button>
  )
}
