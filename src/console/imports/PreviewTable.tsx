import { NativeSelect } from '@mantine/core'
import { useI18n } from '../i18n/use-i18n.ts'
import type { MappingProps } from './ColumnsStep.tsx'
import { assignColumn, roleOfColumn } from './change-column.ts'
import classes from './imports.module.css'

const roles = {
  orders: [
    ['customer', 'email', 'phone', 'name', 'first_name', 'last_name'],
    ['order', 'date', 'time', 'status', 'kind', 'returned', 'cancelled'],
    ['amount', 'quantity', 'price', 'refund', 'cost', 'currency'],
    ['product', 'product_name', 'category'],
    ['country', 'city'],
  ],
  customers: [['customer', 'email', 'phone', 'name', 'first_name', 'last_name'], ['country', 'city'], ['date']],
  events: [['customer', 'email', 'phone', 'event', 'date', 'time']],
} as const

/** Rows as they stand in the file; above each column what it means. */
export function PreviewTable({ preview, kind, mapping, isBusy, onChange }: MappingProps) {
  const { t } = useI18n()
  const uses = preview.columns.map(({ index }) => roleOfColumn(mapping, index))
  const choices = roles[kind].flat()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label={t('imports.columns.rows')} aria-busy={isBusy}>
      <table className={classes.preview}>
        <thead>
          <tr>
            {preview.columns.map((column, position) => {
              const use = uses[position] ?? 'none'
              const isGuess = use !== 'none' && column.confidence < 0.75
              return (
                <th key={column.index} scope="col" data-used={use !== 'none'}>
                  <span className={classes.heading}>
                    <bdi>{column.name}</bdi>
                    {isGuess && <span className={classes.guess}>{t('imports.columns.guess')}</span>}
                  </span>
                  <NativeSelect
                    classNames={{ input: classes.select ?? '' }}
                    data-used={use !== 'none'}
                    aria-label={t('imports.columns.role_of', { column: `\u2068${column.name}\u2069` })}
                    value={use}
                    onChange={(event) =>
                      onChange(assignColumn(mapping, column.index, column.name, event.currentTarget.value))
                    }
                    data={[...new Set(['none', ...choices, use, 'trait'])].map((role) => ({
                      value: role,
                      label: t(`imports.role.${role}`),
                    }))}
                  />
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {preview.rows.slice(0, 20).map((cells, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file are known by their place alone.
            <tr key={line}>
              {preview.columns.map((column, position) => (
                <td key={column.index} data-used={uses[position] !== 'none'} title={cells[column.index]}>
                  <bdi>{cells[column.index]}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
