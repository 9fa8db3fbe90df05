import { Link } from '@tanstack/react-router'
import type { ImportRow } from '#contract/imports'
import { Badge, Card, type DataColumn, DataTable, TableCsv } from '../components/index.ts'
import { type I18n, useI18n } from '../i18n/use-i18n.ts'
import { statusTone } from './import-status.ts'

/** Imports, the newest first; the name opens the import where it stands. */
export function ImportList({ imports }: { imports: readonly ImportRow[] }) {
  const i18n = useI18n()
  const { t } = i18n
  const title = t('imports.list.title')
  const columns = columnsOf(i18n)
  return (
    <Card title={title} aside={<TableCsv title={title} columns={columns} rows={imports} />}>
      <DataTable caption={t('console.nav.imports')} columns={columns} rows={imports} rowKey={(row) => row.importId} />
    </Card>
  )
}

function columnsOf({ t, number, day }: I18n): DataColumn<ImportRow>[] {
  const count = (key: 'rows' | 'orders' | 'customers', label: string): DataColumn<ImportRow> => ({
    key,
    label,
    numeric: true,
    render: ({ progress }) => (progress[key] === 0 ? '–' : number(progress[key])),
    csv: ({ progress }) => progress[key],
  })
  return [
    {
      key: 'file',
      label: t('imports.list.file'),
      render: (row) => (
        <Link to="/imports/$importId" params={{ importId: row.importId }}>
          <bdi>{row.fileName}</bdi>
        </Link>
      ),
    },
    { key: 'kind', label: t('imports.list.kind'), render: (row) => t(`imports.kind.${row.kind}`) },
    {
      key: 'status',
      label: t('imports.list.status'),
      render: (row) => <Badge tone={statusTone(row.status)}>{t(`imports.status.${row.status}`)}</Badge>,
    },
    count('rows', t('imports.list.rows')),
    count('orders', t('imports.found.orders')),
    count('customers', t('imports.found.customers')),
    {
      key: 'when',
      label: t('imports.list.when'),
      numeric: true,
      render: (row) => day(row.createdAt, 'time'),
      csv: (row) => row.createdAt,
    },
  ]
}
