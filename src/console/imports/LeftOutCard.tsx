import type { ImportDryRun, ImportProgress } from '#contract/imports'
import { toMajor } from '#platform/money'
import { Card, CsvLink, type DataColumn, DataTable, TableCsv } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { reasonText, skippedText } from './reason-text.ts'

type LeftOutProps = {
  progress: ImportProgress
  currency: string | null
  examples?: ImportDryRun['errors']
  csvHref?: string
}

/** Rows that are not used, by reason with their money, and the first ones that cannot be read. */
export function LeftOutCard({ progress, currency, examples = [], csvHref }: LeftOutProps) {
  const i18n = useI18n()
  const { t, number, money } = i18n
  const reasons = Object.entries(progress.skipped)
    .filter(([, rows]) => rows > 0)
    .map(([reason, rows]) => ({
      reason,
      text: skippedText(reason, i18n),
      rows,
      minor: progress.skippedMinor[reason] ?? 0,
    }))
    .sort((one, other) => other.rows - one.rows)
  const rows = [
    ...reasons,
    ...(progress.errors > 0
      ? [{ reason: 'unreadable', text: t('imports.left_out.unreadable'), rows: progress.errors, minor: 0 }]
      : []),
  ]
  const columns: DataColumn<(typeof rows)[number]>[] = [
    { key: 'reason', label: t('imports.left_out.reason'), render: (row) => row.text },
    {
      key: 'rows',
      label: t('imports.left_out.rows'),
      numeric: true,
      render: (row) => number(row.rows),
      csv: (row) => row.rows,
    },
    {
      key: 'money',
      label: t('imports.left_out.money'),
      numeric: true,
      render: (row) => (row.minor === 0 || currency === null ? '–' : money(row.minor, currency, 'whole')),
      csv: (row) => (currency === null ? null : toMajor(row.minor, currency)),
    },
  ]
  const exampleColumns: DataColumn<(typeof examples)[number]>[] = [
    {
      key: 'line',
      label: t('imports.left_out.line'),
      render: (row) => number(row.line),
      csv: (row) => row.line,
    },
    { key: 'reason', label: t('imports.left_out.reason'), render: (row) => reasonText(row.reason, i18n) },
    { key: 'detail', label: t('imports.left_out.detail'), render: (row) => <bdi>{row.detail}</bdi> },
  ]
  return (
    <>
      <Card
        title={t('imports.left_out.title')}
        aside={
          <>
            {csvHref && progress.errors > 0 && (
              <CsvLink href={csvHref} label={t('imports.left_out.download')}>
                {t('imports.left_out.download')}
              </CsvLink>
            )}
            <TableCsv title={t('imports.left_out.title')} columns={columns} rows={rows} />
          </>
        }
      >
        {rows.length === 0 ? (
          <p>{t('imports.left_out.none')}</p>
        ) : (
          <DataTable
            caption={t('imports.left_out.reason')}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.reason}
          />
        )}
      </Card>
      {examples.length > 0 && (
        <Card
          title={t('imports.left_out.examples')}
          subtitle={t('imports.left_out.examples_of', {
            shown: number(Math.min(examples.length, 20)),
            all: number(progress.errors),
          })}
          aside={<TableCsv title={t('imports.left_out.examples')} columns={exampleColumns} rows={examples} />}
        >
          <DataTable
            caption={t('imports.left_out.line')}
            columns={exampleColumns}
            rows={examples.slice(0, 20)}
            rowKey={(row) => `${row.line} ${row.reason}`}
          />
        </Card>
      )}
    </>
  )
}
