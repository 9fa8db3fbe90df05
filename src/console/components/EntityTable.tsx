import { type KeyboardEvent, memo, type ReactNode, useMemo } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './EntityTable.module.css'
import { HelpHint } from './HelpHint.tsx'
import { Loading } from './Loading.tsx'
import { MoreRows } from './MoreRows.tsx'
import { Problem } from './Problem.tsx'
import { usePageShortcuts } from './page-shortcuts.ts'
import { RowGroup } from './RowGroup.tsx'
import type { CsvColumn } from './table-csv.ts'

export type EntityColumn<Row> = {
  key: string
  label: string
  render: (row: Row) => ReactNode
  /** Columns with this name can be sorted by. */
  sort?: string
  help?: string
  numeric?: boolean
  /** A grid track: "minmax(180px, 2fr)", "96px". */
  width?: string
  /** On a phone a row is a card: its title, a labelled line, a full-width line, or not shown. */
  phone?: 'title' | 'line' | 'wide' | 'hidden'
} & Pick<CsvColumn<Row>, 'csv'>

export type Sorting = { by: string; direction: 'asc' | 'desc' }

type EntityTableProps<Row> = {
  caption: string
  columns: readonly EntityColumn<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  sorting?: Sorting
  onSort?: (sorting: Sorting) => void
  loading?: boolean
  error?: unknown
  onRetry?: () => void
  /** Shown when there are no rows. */
  empty: ReactNode
  /** Another page can be fetched. */
  hasMore?: boolean
  loadingMore?: boolean
  onMore?: () => void
}

const groupSize = 50

const rowShortcuts = [
  { keys: ['↑', '↓'], text: 'console.shortcuts.rows' },
  { keys: ['Enter'], text: 'console.shortcuts.open' },
]

/**
 * A list of things people work with: sortable, endless by cursor, arrow keys from row to row, cards on a phone.
 * The first column's content should hold the link that opens the row. Columns must not change on every render.
 */
export function EntityTable<Row>(props: EntityTableProps<Row>) {
  const { caption, columns, rows, rowKey, sorting, onSort, loading, error, onRetry, empty } = props
  usePageShortcuts(rowShortcuts)
  const groups = useMemo(() => cut(rows, groupSize), [rows])
  const tracks = columns.map(({ width }) => width ?? 'minmax(90px, 1fr)').join(' ')
  if (error && rows.length === 0) return <Problem error={error} {...(onRetry && { onRetry })} />
  if (loading && rows.length === 0)
    return (
      <div className={classes.loading}>
        <Loading lines={9} />
      </div>
    )
  if (rows.length === 0) return <>{empty}</>
  return (
    <>
      <table
        className={classes.table}
        aria-label={caption}
        aria-busy={loading}
        style={{ '--tracks': tracks } as React.CSSProperties}
        onKeyDown={moveBetweenRows}
      >
        <thead className={classes.head}>
          <tr className={classes.row}>
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} sorting={sorting} onSort={onSort} />
            ))}
          </tr>
        </thead>
        {groups.map((group, index) => (
          <RowGroup key={group[0] === undefined ? index : rowKey(group[0])} rows={group.length}>
            {group.map((row) => (
              <EntityRow key={rowKey(row)} row={row} columns={columns as readonly EntityColumn<unknown>[]} />
            ))}
          </RowGroup>
        ))}
      </table>
      {props.hasMore && props.onMore && (
        <MoreRows
          loading={props.loadingMore ?? false}
          failed={error !== null && error !== undefined}
          onMore={props.onMore}
        />
      )}
    </>
  )
}

const EntityRow = memo(function EntityRow({
  row,
  columns,
}: {
  row: unknown
  columns: readonly EntityColumn<unknown>[]
}) {
  return (
    <tr className={classes.row}>
      {columns.map((column) => (
        <td
          key={column.key}
          className={column.numeric ? classes.numeric : undefined}
          data-phone={column.phone ?? 'line'}
          data-label={column.label}
        >
          {column.render(row)}
        </td>
      ))}
    </tr>
  )
})

type HeadCellProps<Row> = {
  column: EntityColumn<Row>
  sorting: Sorting | undefined
  onSort: ((sorting: Sorting) => void) | undefined
}

function HeadCell<Row>({ column, sorting, onSort }: HeadCellProps<Row>) {
  const { t } = useI18n()
  const sort = column.sort
  const active = sort !== undefined && sorting?.by === sort
  const ascending = sorting?.direction === 'asc'
  return (
    <th
      scope="col"
      className={column.numeric ? classes.numeric : undefined}
      aria-sort={active ? (ascending ? 'ascending' : 'descending') : undefined}
    >
      {sort === undefined || onSort === undefined ? (
        column.label
      ) : (
        <button
          type="button"
          className={active ? classes.sorted : classes.sort}
          title={t('console.sort_by', { column: column.label })}
          onClick={() => onSort({ by: sort, direction: active && !ascending ? 'asc' : 'desc' })}
        >
          {column.label}
          <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
            <path d={active && ascending ? 'M4 1 7.500 7h-7z' : 'M4 7 .5 1h7z'} />
          </svg>
        </button>
      )}
      {column.help && <HelpHint hint={column.help} about={column.label} />}
    </th>
  )
}

function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  const step =
    event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0
  if (step === 0 || event.altKey || event.ctrlKey || event.metaKey) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('tbody tr > td:first-child a')]
  const row = document.activeElement?.closest('tr')
  const at = links.findIndex((link) => link.closest('tr') === row)
  const next = links[at + step]
  if (at === -1 || next === undefined) return
  event.preventDefault()
  next.focus()
}

function cut<Row>(rows: readonly Row[], size: number): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  )
}
