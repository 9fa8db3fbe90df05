import type { RetentionPeriod } from '#contract/metrics'
import { Badge, type DataColumn } from '../components/index.ts'
import type { I18n } from '../i18n/use-i18n.ts'
import { periodName } from './period-name.ts'

/** The whole decomposition as a table. */
export function retentionColumns(i18n: I18n): DataColumn<RetentionPeriod>[] {
  const { t, number, percent } = i18n
  const count = (key: string, pick: (one: RetentionPeriod) => number): DataColumn<RetentionPeriod> => ({
    key,
    label: t(`report.column.${key}`),
    numeric: true,
    render: (one) => number(pick(one)),
  })
  const rate = (
    key: string,
    label: string,
    pick: (one: RetentionPeriod) => number | null,
  ): DataColumn<RetentionPeriod> => ({
    key,
    label: t(label),
    numeric: true,
    render: (one) => {
      const value = pick(one)
      return value === null ? '–' : percent(value)
    },
  })
  return [
    {
      key: 'period',
      label: t('report.period'),
      render: (one) => (
        <>
          {periodName(one.period, i18n)} {!one.complete && <Badge tone="look">{t('report.incomplete')}</Badge>}
        </>
      ),
    },
    count('start', (one) => one.start),
    count('retained', (one) => one.retained),
    count('lost', (one) => one.lost),
    count('won_back', (one) => one.wonBack),
    count('new', (one) => one.new),
    count('end', (one) => one.end),
    rate('again', 'report.bought_again', (one) => one.retentionRate),
    rate('crr', 'report.textbook', (one) => one.crr),
    rate('simple', 'report.simple', (one) => one.simpleRate),
    rate('churn', 'report.column.churn', (one) => one.churnRate),
    rate('nrr', 'report.column.nrr', (one) => one.nrr),
    rate('grr', 'report.column.grr', (one) => one.grr),
  ]
}
