import type { ChannelTotals } from '#contract/messaging'
import { Card, type DataColumn, DataTable, TableCsv } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'

type Row = ChannelTotals & { goal?: number }
type Count = Exclude<keyof Row, 'channel'>
const counts = ['sent', 'heldBack', 'failed', 'open', 'opened', 'clicked', 'goal'] as const satisfies Count[]

/** What became of messages by the channel they went by. Who got which channel is no chance, so this compares nothing. */
export function ChannelTotalsCard({ name, rows }: { name: string; rows: readonly Row[] }) {
  const { t, number } = useI18n()
  if (rows.length === 0) return null
  const title = t('messaging.by_channel.title')
  const columns: DataColumn<Row>[] = [
    {
      key: 'channel',
      label: t('messaging.by_channel.channel'),
      render: ({ channel }) => t(`messaging.channel.${channel}`),
      csv: ({ channel }) => channel,
    },
    ...counts
      .filter((key) => rows.some((row) => row[key] !== undefined))
      .map((key) => ({
        key,
        label: t(`messaging.by_channel.${key}`),
        numeric: true,
        render: (row: Row) => number(row[key] ?? 0),
        csv: (row: Row) => row[key] ?? 0,
      })),
  ]
  return (
    <Card
      title={title}
      subtitle={t('messaging.by_channel.help')}
      aside={<TableCsv title={`${name} · ${title}`} columns={columns} rows={rows} />}
    >
      <DataTable caption={title} columns={columns} rows={rows} rowKey={({ channel }) => channel} />
    </Card>
  )
}
