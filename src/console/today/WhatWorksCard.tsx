import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { whatWorksQuery } from '../campaigns/campaigns-query.ts'
import { Card } from '../components/Card.tsx'
import { Interval } from '../components/Interval.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './TodayPage.module.css'

const shown = 3

export function useWhatWorks() {
  const enabled = roleMay(useSession().role, 'campaigns:read')
  return useQuery({ ...whatWorksQuery, enabled })
}

/** What the best campaigns and journeys brought, against the people they left alone. Nothing while nothing is known. */
export function WhatWorksCard() {
  const { t, money } = useI18n()
  const { data } = useWhatWorks()
  const rows = (data?.rows ?? []).flatMap(({ money: effect, ...row }) => (effect === null ? [] : [{ ...row, effect }]))
  if (!data || rows.length === 0) return null
  const best = rows.toSorted((a, b) => b.effect.value - a.effect.value).slice(0, shown)
  const amount = (value: number): string => money(Math.round(value), data.currency, 'whole')
  // One scale for all, with the zero on it: they can be compared.
  const from = Math.min(0, ...best.map(({ effect }) => effect.low))
  const to = Math.max(0, ...best.map(({ effect }) => effect.high))
  return (
    <Card
      title={t('today.works.title')}
      subtitle={t('today.works.subtitle')}
      aside={<Link to="/campaigns/what-works">{t('today.works.all')}</Link>}
    >
      <div className={classes.intervals}>
        {best.map(({ id, arm, name, variant, effect: { value, low, high } }) => (
          <Interval
            key={`${id}${arm}`}
            label={variant === null ? name : `${name} · ${variant}`}
            {...{ low, value, high, from, to }}
            text={amount(value)}
            range={t('today.works.range', { low: amount(low), high: amount(high) })}
          />
        ))}
      </div>
    </Card>
  )
}
