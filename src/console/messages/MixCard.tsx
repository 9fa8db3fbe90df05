import { useQuery } from '@tanstack/react-query'
import { Card, DataTable } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { mixQuery } from './messages-query.ts'

/** How useful and promotional messages stood to each other, month by month. */
export function MixCard() {
  const { t, month, number, percent } = useI18n()
  const months = useQuery(mixQuery).data?.months ?? []
  if (months.length === 0) return null
  return (
    <Card title={t('messaging.mix_title')} subtitle={t('messaging.mix_text')}>
      <DataTable
        caption={t('messaging.mix_title')}
        rows={months}
        rowKey={(row) => row.month}
        columns={[
          { key: 'month', label: t('messaging.month'), render: (row) => month(row.month) },
          { key: 'useful', label: t('messaging.purpose.useful'), numeric: true, render: (row) => number(row.useful) },
          {
            key: 'promotional',
            label: t('messaging.purpose.promotional'),
            numeric: true,
            render: (row) => number(row.promotional),
          },
          {
            key: 'share',
            label: t('messaging.promotional_share'),
            numeric: true,
            render: (row) => percent((row.promotional * 100) / Math.max(1, row.promotional + row.useful)),
          },
        ]}
      />
    </Card>
  )
}
