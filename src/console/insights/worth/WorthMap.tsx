import type { CSSProperties } from 'react'
import type { PredictionReport } from '#contract/predictions'
import { apiAddress } from '../../api/client.ts'
import { Card, CsvLink, Notice, Segmented } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../predictions/predictions.module.css'
import { firstRisk } from './first-risk.ts'
import type { WorthSearch } from './worth-search.ts'

type Worth = NonNullable<PredictionReport['worth']>
type WorthMapProps = {
  worth: Worth
  currency: string
  search: WorthSearch
  onChange: (change: Partial<WorthSearch>) => void
}

const values = ['top', 'middle', 'rest'] as const
const risks = ['low', 'medium', 'high', 'gone'] as const
const tones = { low: 'var(--good)', medium: 'var(--look)', high: 'var(--now)', gone: 'var(--ink-soft)' }

/** Value by risk; each field says how many, and what they bring or what is at stake. */
export function WorthMap({ worth, currency, search, onChange }: WorthMapProps) {
  const { t, number, money } = useI18n()
  const { value: chosenValue = 'top', risk: chosenRisk = firstRisk(worth), margin } = search
  const sumOf = (value: string, risk: string) => {
    const sum = { customers: 0, atStakeMinor: 0, revenueMinor: 0 }
    for (const cell of worth.cells) {
      if (cell.value !== value || cell.risk !== risk || (margin && cell.margin !== margin)) continue
      sum.customers += cell.customers
      sum.atStakeMinor += cell.atStakeMinor
      sum.revenueMinor += cell.revenueMinor
    }
    return sum
  }
  const most = Math.max(1, ...values.flatMap((value) => risks.map((risk) => sumOf(value, risk).customers)))
  const endangered = ['medium', 'high'].map((risk) => sumOf('top', risk))
  const count = endangered.reduce((sum, cell) => sum + cell.customers, 0)
  const stake = endangered.reduce((sum, cell) => sum + cell.atStakeMinor, 0)
  const margins = ['all', 'above', 'below', 'unknown'] as const
  return (
    <Card
      title={t('predictions.worth.headline', {
        customers: count,
        n: number(count),
        stake: money(stake, currency, 'whole'),
      })}
      subtitle={t('predictions.worth.map_subtitle')}
      aside={
        <CsvLink
          href={apiAddress('/predictions/worth', { format: 'csv' })}
          label={t('console.csv_of', { title: t('predictions.worth.map') })}
        />
      }
    >
      {worth.averageMargin === null ? (
        <Notice>{t('predictions.worth.no_cost')}</Notice>
      ) : (
        <Segmented
          label={t('predictions.worth.margin.all')}
          value={margin ?? 'all'}
          options={margins.map((one) => ({ value: one, label: t(`predictions.worth.margin.${one}`) }))}
          onChange={(one) => onChange({ margin: one === 'all' ? undefined : one })}
        />
      )}
      <div style={{ overflowX: 'auto' }}>
        <table className={classes.map} aria-label={t('predictions.worth.map')}>
          <thead>
            <tr>
              <td />
              {risks.map((risk) => (
                <th key={risk} scope="col">
                  {t(`predictions.band.${risk}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {values.map((value) => (
              <tr key={value}>
                <th scope="row">
                  {t(`predictions.worth.value.${value}`)}
                  {value !== 'rest' && (
                    <span className={classes.from}>
                      {t('predictions.worth.from', { amount: money(worth.valueFrom[value], currency, 'whole') })}
                    </span>
                  )}
                </th>
                {risks.map((risk) => {
                  const sum = sumOf(value, risk)
                  const share = 6 + Math.round((26 * sum.customers) / most)
                  const style = { '--tone': tones[risk], '--share': `${share}%` } as CSSProperties
                  const amount = risk === 'gone' ? sum.revenueMinor : sum.atStakeMinor
                  return (
                    <td key={risk}>
                      <button
                        type="button"
                        className={classes.cell}
                        style={style}
                        aria-pressed={value === chosenValue && risk === chosenRisk}
                        onClick={() => onChange({ value, risk })}
                      >
                        <span className={classes.band} aria-hidden="true">
                          {t(`predictions.band.${risk}`)}
                        </span>
                        <b>{number(sum.customers)}</b>
                        <span>
                          {t(risk === 'gone' ? 'predictions.worth.revenue' : 'predictions.at_stake')}:{' '}
                          {money(amount, currency, 'whole')}
                        </span>
                      </button>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
