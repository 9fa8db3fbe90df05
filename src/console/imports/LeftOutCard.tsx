import type { ImportDryRun, ImportProgress } from '#contract/imports'
import { Card, CsvLink, DataTable } from '../components/index.ts'
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
  return (
    <>
      <Card
        title={t('imports.left_out.title')}
        aside={
          csvHref &&
          progress.errors > 0 && (
            <CsvLink href={csvHref} label={t('imports.left_out.download')}>
              {t('imports.left_out.download')}
            </CsvLink>
          )
        }
      >
        {rows.length === 0 ? (
          <p>{t('imports.left_out.none')}</p>
        ) : (
          <DataTable
            caption={t('imports.left_out.reason')}
            columns={[
              { key: 'reason', label: t('imports.left_out.reason'), render: (row) => row.text },
              { key: 'rows', label: t('imports.left_out.rows'), numeric: true, render: (row) => number(row.rows) },
              {
                key: 'money',
                label: t('imports.left_out.money'),
                numeric: true,
                render: (row) => (row.minor === 0 || currency === null ? '–' : money(row.minor, currency, 'whole')),
              },
            ]}
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
        >
          <DataTable
            caption={t('imports.left_out.line')}
            columns={[
              { key: 'line', label: t('imports.left_out.line'), render: (row) => number(row.line) },
              { key: 'reason', label: t('imports.left_out.reason'), render: (row) => reasonText(row.reason, i18n) },
              { key: 'detail', label: t('imports.left_out.detail'), render: (row) => <bdi>{row.detail}</bdi> },
            ]}
            rows={examples.slice(0, 20)}
            rowKey={(row) => `${row.line} ${row.reason}`}
          />
        </Card>
      )}
    </>
  )
}
