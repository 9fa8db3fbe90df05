import { Link } from '@tanstack/react-router'
import type { ImportRow } from '#contract/imports'
import { Badge, DataTable } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { statusTone } from './import-status.ts'

/** Imports, the newest first; the name opens the import where it stands. */
export function ImportList({ imports }: { imports: readonly ImportRow[] }) {
  const { t, number, day } = useI18n()
  const count = (value: number) => (value === 0 ? '–' : number(value))
  return (
    <DataTable
      caption={t('console.nav.imports')}
      columns={[
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
        { key: 'rows', label: t('imports.list.rows'), numeric: true, render: (row) => count(row.progress.rows) },
        { key: 'orders', label: t('imports.found.orders'), numeric: true, render: (row) => count(row.progress.orders) },
        {
          key: 'customers',
          label: t('imports.found.customers'),
          numeric: true,
          render: (row) => count(row.progress.customers),
        },
        { key: 'when', label: t('imports.list.when'), numeric: true, render: (row) => day(row.createdAt, 'time') },
      ]}
      rows={imports}
      rowKey={(row) => row.importId}
    />
  )
}
