import { useQuery } from '@tanstack/react-query'
import type { MessageMix } from '#contract/message-policy'
import { Card, type DataColumn, DataTable, TableCsv } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { mixQuery } from './messages-query.ts'

/** How useful and promotional messages stood to each other, month by month. */
export function MixCard() {
  const { t, month, number, percent } = useI18n()
  const months = useQuery(mixQuery).data?.months ?? []
  if (months.length === 0) return null
  const title = t('messaging.mix_title')
  const count = (purpose: 'useful' | 'promotional'): DataColumn<MessageMix['months'][number]> => ({
    key: purpose,
    label: t(`messaging.purpose.${purpose}`),
    numeric: true,
    render: (row) => number(row[purpose]),
    csv: (row) => row[purpose],
  })
  const columns: DataColumn<MessageMix['months'][number]>[] = [
    { key: 'month', label: t('messaging.month'), render: (row) => month(row.month), csv: (row) => row.month },
    count('useful'),
    count('promotional'),
    {
      key: 'share',
      label: t('messaging.promotional_share'),
      numeric: true,
      render: (row) => percent((row.promotional * 100) / Math.max(1, row.promotional + row.useful)),
    },
  ]
  return (
    <Card
      title={title}
      subtitle={t('messaging.mix_text')}
      aside={<TableCsv title={title} columns={columns} rows={months} />}
    >
      <DataTable caption={title} rows={months} rowKey={(row) => row.month} columns={columns} />
    </Card>
  )
}
