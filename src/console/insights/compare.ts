import type { I18n } from '../i18n/use-i18n.ts'

type Comparison = { direction: 'up' | 'down' | 'same'; tone?: 'good' | 'bad'; text: string }

/** A rate against the one before, in percentage points. `better` says which way is welcome. */
export function comparePoints(
  now: number | null,
  before: number | null | undefined,
  beforeName: string,
  { t, number }: I18n,
  better: 'up' | 'down' = 'up',
): Comparison | undefined {
  if (now === null || before === null || before === undefined) return undefined
  const change = Math.round((now - before) * 10) / 10
  if (change === 0) return { direction: 'same', text: t('report.points_same', { month: beforeName }) }
  const direction = change > 0 ? 'up' : 'down'
  const key = change > 0 ? 'report.points_up' : 'report.points_down'
  return {
    direction,
    tone: direction === better ? 'good' : 'bad',
    text: t(key, { points: number(Math.abs(change), 1), month: beforeName }),
  }
}

/** A count or an amount against the one before, in percent. */
export function compareShare(
  now: number | null,
  before: number | null | undefined,
  { t, percent }: I18n,
): Comparison | undefined {
  if (now === null || before === null || before === undefined || before === 0) return undefined
  const change = (now / before - 1) * 100
  if (Math.abs(change) < 0.05) return { direction: 'same', text: t('insights.same_as_before') }
  const direction = change > 0 ? 'up' : 'down'
  return {
    direction,
    tone: change > 0 ? 'good' : 'bad',
    text: t('insights.against_before', { share: percent(Math.abs(change)) }),
  }
}
