import { useQuery } from '@tanstack/react-query'
import { apiAddress } from '../../api/client.ts'
import { Card, CsvLink, DataTable } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { versionsQuery } from './predictions-query.ts'

/** Earlier runs with what they used and how well it did. */
export function VersionsCard() {
  const { t, number, percent, day } = useI18n()
  const { data } = useQuery(versionsQuery)
  if (!data || data.versions.length === 0) return null
  return (
    <Card
      flush
      title={t('predictions.versions.title')}
      aside={
        <CsvLink
          href={apiAddress('/predictions/versions', { format: 'csv', limit: 400 })}
          label={t('console.csv_of', { title: t('predictions.versions.title') })}
        />
      }
    >
      <DataTable
        caption={t('predictions.versions.title')}
        rows={data.versions}
        rowKey={({ versionId }) => versionId}
        columns={[
          { key: 'number', label: t('predictions.versions.number'), render: (one) => number(one.number) },
          { key: 'day', label: t('predictions.versions.day'), render: (one) => day(one.finishedAt, 'time') },
          {
            key: 'status',
            label: t('predictions.models.state'),
            render: (one) => t(`predictions.status.${one.report.status}`),
          },
          {
            key: 'model',
            label: t('predictions.models.model'),
            render: ({ report }) => (report.used ? t(`predictions.model.${report.used}`) : '–'),
          },
          {
            key: 'auc',
            label: t('predictions.models.auc'),
            numeric: true,
            render: ({ report }) => {
              const auc = report.candidates.find(({ state }) => state === 'used')?.auc ?? null
              return auc === null ? '–' : percent(100 * auc, 1)
            },
          },
          {
            key: 'customers',
            label: t('predictions.quality.customers'),
            numeric: true,
            render: ({ report }) => number(report.customers),
          },
          {
            key: 'changed',
            label: t('predictions.versions.changed'),
            numeric: true,
            render: ({ report }) => `${number(report.changed.up)} · ${number(report.changed.down)}`,
          },
          {
            key: 'drift',
            label: t('predictions.versions.drift'),
            render: ({ report }) => t(`predictions.level.${report.drift.level}`),
          },
        ]}
      />
    </Card>
  )
}
