import type { PredictionReport } from '#contract/predictions'
import { ChartCard, DataTable } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './predictions.module.css'

const few = 30

/** How the forecast did on the shop's own past: in words, by band, and percentages against what happened. */
export function QualityCard({ report }: { report: PredictionReport }) {
  const { t, number, percent, day } = useI18n()
  const { test, candidates } = report
  if (test === null) return null
  const customers = (count: number) => t('predictions.customers', { count, n: number(count) })
  const off =
    candidates.find(({ model, state }) => (test.model ? model === test.model : state === 'used'))?.calibrationError ?? 0
  const points = Math.round(100 * off)
  const sentence = (band: 'high' | 'low') => {
    const one = test.bands.find((each) => each.band === band)
    if (!one || one.customers === 0) return undefined
    const away = number(Math.round((100 * one.stayedAway) / one.customers))
    const hint = one.customers < few ? ` ${t('predictions.quality.small', { count: one.customers })}` : ''
    return `${t(`predictions.quality.${band}`, { away })}${hint}`
  }
  const chosen =
    test.model &&
    test.chosenOn &&
    t(test.chosenOn < test.on ? 'predictions.quality.chosen_before' : 'predictions.quality.chosen_then', {
      model: t(`predictions.model.${test.model}`),
      day: day(test.chosenOn),
    })
  type Bin = (typeof test.calibration)[number]
  const name = (bin: Bin) => `${percent(100 * bin.from, 0)}–${percent(100 * bin.to, 0)}`
  return (
    <ChartCard<Bin>
      title={t('predictions.quality.title')}
      subtitle={t('predictions.quality.on', {
        day: day(test.on),
        days: report.horizonDays,
        customers: customers(test.customers),
        away: number(test.stayedAway),
      })}
      rows={test.calibration}
      rowKey={(bin) => String(bin.from)}
      columns={[
        { key: 'share', label: t('predictions.quality.share'), render: name },
        {
          key: 'customers',
          label: t('predictions.quality.customers'),
          numeric: true,
          render: (bin) => number(bin.customers),
          csv: (bin) => bin.customers,
        },
        {
          key: 'foretold',
          label: t('predictions.quality.foretold'),
          numeric: true,
          render: (bin) => percent(100 * bin.foretold),
        },
        {
          key: 'happened',
          label: t('predictions.quality.happened'),
          numeric: true,
          render: (bin) => percent(100 * bin.happened),
        },
      ]}
      chart={
        <>
          <p className={`${classes.words} ${classes.strong}`}>
            {[sentence('high'), sentence('low'), chosen].filter((one) => one !== undefined).join(' ')}
          </p>
          <DataTable
            csv
            caption={`${t('predictions.quality.title')} · ${t('predictions.quality.band')}`}
            rows={test.bands}
            rowKey={({ band }) => band}
            columns={[
              {
                key: 'band',
                label: t('predictions.quality.band'),
                render: ({ band }) => t(`predictions.band.${band}`),
              },
              {
                key: 'customers',
                label: t('predictions.quality.customers'),
                numeric: true,
                render: (one) => number(one.customers),
                csv: (one) => one.customers,
              },
              {
                key: 'away',
                label: t('predictions.quality.away'),
                numeric: true,
                render: (one) =>
                  one.customers === 0
                    ? '–'
                    : `${number(one.stayedAway)} (${percent((100 * one.stayedAway) / one.customers, 0)})`,
                csv: (one) => one.stayedAway,
              },
            ]}
          />
          {report.thresholds && (
            <p className={`${classes.words} ${classes.quiet}`} style={{ marginBlockStart: 12 }}>
              {t('predictions.thresholds', {
                high: percent(100 * report.thresholds.high, 0),
                medium: percent(100 * report.thresholds.medium, 0),
              })}
            </p>
          )}
          <h3 style={{ margin: '18px 0 4px' }}>{t('predictions.quality.calibration')}</h3>
          <p className={classes.words}>
            {t('predictions.quality.calibration_good', {
              off: t('predictions.quality.points', { count: points, n: number(points) }),
            })}
          </p>
          <ul className={classes.calibration} aria-label={t('predictions.quality.calibration')}>
            {test.calibration.map((bin) => (
              <li key={bin.from} className={classes.bin}>
                <span>{name(bin)}</span>
                <span className={classes.track}>
                  <span className={classes.bar} style={{ inlineSize: `${100 * bin.happened}%` }} />
                  <span className={classes.mark} style={{ insetInlineStart: `${100 * bin.foretold}%` }} />
                </span>
                <span>{`${percent(100 * bin.happened, 0)} · ${customers(bin.customers)}`}</span>
              </li>
            ))}
          </ul>
        </>
      }
    />
  )
}
