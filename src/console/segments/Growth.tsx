import { useQuery } from '@tanstack/react-query'
import { drawPeriodLines } from '#charts'
import type { Segment } from '#contract/segments'
import { apiAddress } from '../api/client.ts'
import { ChartView } from '../components/ChartView.tsx'
import { Card, ChartCard, Loading, Problem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './segments.module.css'
import { historyQuery } from './segments-query.ts'

const mostPoints = 60

/** How many there were day by day, and who came and left. */
export function Growth({ segment }: { segment: Segment }) {
  const { t, number, day, dayTick } = useI18n()
  const { data, error, refetch } = useQuery(historyQuery(segment))
  if (data === undefined)
    return (
      <Card title={t('segments.growth')}>
        {error ? <Problem error={error} onRetry={() => void refetch()} /> : <Loading />}
      </Card>
    )
  const { days } = data
  if (days.length < 2)
    return (
      <Card title={t('segments.growth')}>
        <p className={classes.quiet}>{t('segments.growth_soon', { members: number(days[0]?.members ?? 0) })}</p>
      </Card>
    )
  const every = Math.max(1, Math.ceil(days.length / mostPoints))
  const drawn = days.filter((_, at) => (days.length - 1 - at) % every === 0)
  const points = drawn.map((one) => ({
    ...dayTick(one.day),
    value: one.members,
    title: `${day(one.day)}: ${number(one.members)}`,
  }))
  const summary = t('segments.growth_of', {
    from: number(days[0]?.members ?? 0),
    to: number(days.at(-1)?.members ?? 0),
    days: days.length,
  })
  return (
    <ChartCard
      title={t('segments.growth')}
      subtitle={summary}
      csvHref={apiAddress(`/segments/${segment.segmentId}/history`, { format: 'csv' })}
      columns={[
        { key: 'day', label: t('segments.day'), render: (one) => day(one.day) },
        { key: 'members', label: t('segments.members'), numeric: true, render: (one) => number(one.members) },
        { key: 'entered', label: t('segments.entered'), numeric: true, render: (one) => number(one.entered) },
        { key: 'left', label: t('segments.left'), numeric: true, render: (one) => number(one.left) },
      ]}
      rows={days.toReversed()}
      rowKey={(one) => one.day}
      chart={
        <ChartView
          summary={summary}
          height={180}
          draw={(box) => drawPeriodLines([{ name: t('segments.members'), tone: 'good', points }], number, box)}
        />
      }
    />
  )
}
