import { useState } from 'react'
import type { ExperimentMetric, ExperimentResult } from '#contract/experiments'
import { ChartCard, Segmented } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './experiments.module.css'
import { perPersonText } from './metric-words.ts'

type EffectOverTimeProps = {
  series: ExperimentResult['series']
  metric: ExperimentMetric
  arms: { key: string; name: string; isControl?: boolean }[]
  currency: string
}

/** How the effect settled as more people were counted, with its interval as a band. */
export function EffectOverTime({ series, metric, arms, currency }: EffectOverTimeProps) {
  const i18n = useI18n()
  const { t, day, number } = i18n
  const keys = [...new Set(series.flatMap((point) => point.arms.map(({ arm }) => arm)))]
  const [chosen, setChosen] = useState(keys[0] ?? '')
  const points = series.flatMap((point) => {
    const effect = point.arms.find(({ arm }) => arm === chosen)?.effect
    return effect ? [{ day: point.day, people: point.people, ...effect }] : []
  })
  const text = (value: number) => perPersonText(i18n, metric, value, currency)
  const nameOf = (key: string) => arms.find((arm) => arm.key === key)?.name ?? key
  const last = points.at(-1)
  // The first days are so uncertain that their whole interval would flatten all others.
  const far = Math.max(
    1e-9,
    2.2 * Math.max(Math.abs(last?.low ?? 0), Math.abs(last?.high ?? 0)),
    ...points.map(({ value }) => 1.1 * Math.abs(value)),
  )
  const x = (i: number) => (points.length < 2 ? 50 : (100 * i) / (points.length - 1))
  const y = (value: number) => 50 - (50 * Math.min(far, Math.max(-far, value))) / far
  const line = (pick: (point: (typeof points)[number]) => number) =>
    points.map((point, i) => `${x(i).toFixed(2)},${y(pick(point)).toFixed(2)}`)
  return (
    <ChartCard
      title={t('experiments.over_time')}
      subtitle={t('experiments.over_time_help')}
      controls={
        keys.length > 1 && (
          <Segmented
            label={t('experiments.column.arm')}
            value={chosen}
            options={keys.map((key) => ({ value: key, label: nameOf(key) }))}
            onChange={setChosen}
          />
        )
      }
      columns={[
        {
          key: 'day',
          label: t('experiments.column.day'),
          render: (point) => day(point.day),
          csv: (point) => point.day,
        },
        {
          key: 'people',
          label: t('experiments.column.people'),
          numeric: true,
          render: (point) => number(point.people),
          csv: (point) => point.people,
        },
        { key: 'value', label: t('experiments.column.effect'), numeric: true, render: (point) => text(point.value) },
        { key: 'low', label: t('experiments.column.low'), numeric: true, render: (point) => text(point.low) },
        { key: 'high', label: t('experiments.column.high'), numeric: true, render: (point) => text(point.high) },
      ]}
      rows={points}
      rowKey={(point) => point.day}
      chart={
        <div className={classes.time}>
          <div className={classes.scale}>
            <bdi>{text(far)}</bdi>
            <bdi>{text(0)}</bdi>
            <bdi>{text(-far)}</bdi>
          </div>
          <svg
            viewBox="0 0 100 100"
            preserveAspectRatio="none"
            role="img"
            aria-label={t('experiments.over_time_summary', {
              value: text(last?.value ?? 0),
              low: text(last?.low ?? 0),
              high: text(last?.high ?? 0),
            })}
          >
            <polygon
              className={classes.band}
              points={[...line((point) => point.high), ...line((point) => point.low).reverse()].join(' ')}
            />
            <line className={classes.zero} x1="0" x2="100" y1="50" y2="50" />
            <polyline className={classes.middle} points={line((point) => point.value).join(' ')} />
          </svg>
          <div className={classes.days}>
            <span>{day(points[0]?.day ?? '')}</span>
            <span>{day(last?.day ?? '')}</span>
          </div>
        </div>
      }
    />
  )
}
