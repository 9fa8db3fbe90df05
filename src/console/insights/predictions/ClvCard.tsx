import { drawPeriodBars } from '#charts'
import type { PredictionReport } from '#contract/predictions'
import { apiAddress } from '../../api/client.ts'
import { ChartView } from '../../components/ChartView.tsx'
import { ChartCard } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { Definition } from '../Definition.tsx'

/** What customers will bring in the next 12 months, and how such forecasts did on the past. */
export function ClvCard({ report, currency }: { report: PredictionReport; currency: string }) {
  const { t, number, percent, money } = useI18n()
  const { clv, value } = report
  if (clv === null || value === null) return null
  const amount = (minor: number) => money(minor, currency, 'whole')
  type Bin = (typeof clv.histogram)[number]
  const name = ({ from, to }: Bin) => (to === null ? `${amount(from)}+` : `${amount(from)}–${amount(to)}`)
  const customers = (count: number) => t('predictions.customers', { count, n: number(count) })
  const summary = t('predictions.clv.summary', {
    total: amount(clv.total),
    median: amount(clv.median),
    share: clv.topDecileShare === null ? '–' : percent(clv.topDecileShare, 0),
  })
  return (
    <ChartCard<Bin>
      title={t('predictions.clv.title')}
      subtitle={summary}
      csvHref={apiAddress('/predictions/clv', { format: 'csv' })}
      rows={clv.histogram}
      rowKey={(bin) => String(bin.from)}
      columns={[
        { key: 'value', label: t('predictions.clv.value'), render: name },
        {
          key: 'customers',
          label: t('predictions.quality.customers'),
          numeric: true,
          render: (bin) => number(bin.customers),
        },
        { key: 'sum', label: t('predictions.clv.sum'), numeric: true, render: (bin) => amount(bin.clvMinor) },
      ]}
      chart={
        <>
          <ChartView
            height={240}
            summary={summary}
            draw={(box) =>
              drawPeriodBars(
                clv.histogram.map((bin) => ({
                  label: bin.to === null ? `${amount(bin.from)}+` : `< ${amount(bin.to)}`,
                  title: `${name(bin)}: ${customers(bin.customers)} · ${amount(bin.clvMinor)}`,
                  parts: [{ tone: 'good', value: bin.customers }],
                })),
                number,
                box,
              )
            }
          />
          <Definition>{t(`predictions.clv.of.${value.of}`)}</Definition>
          {value.test && (
            <Definition>
              {t('predictions.clv.test', {
                foretold: number(Math.round(value.test.foretoldOrders)),
                actual: number(value.test.actualOrders),
                error: number(value.test.error, 2),
                repeat: number(value.test.errorOfRepeating, 2),
              })}
            </Definition>
          )}
        </>
      }
    />
  )
}
