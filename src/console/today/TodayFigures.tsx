import type { TodayReport } from '#contract/metrics'
import { Figure, FigureRow } from '../components/Figure.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { compareRates } from './compare-rates.ts'

const nothing = '–'

/** Three figures beside the headline, which tells who is late: who bought again, who came back, who brings the sales. */
export function TodayFigures({ report }: { report: TodayReport }) {
  const { t, number, percent, month } = useI18n()
  const { retention, previousRetention, cameBack, top15Share, customers } = report
  const rate = retention?.retentionRate ?? null
  const change = compareRates(rate, previousRetention?.retentionRate ?? null)
  return (
    <FigureRow>
      <Figure
        label={
          retention === null
            ? t('today.retention.label_none')
            : t('today.retention.label', { month: month(retention.period) })
        }
        help="today.retention.help"
        value={rate === null ? nothing : percent(rate)}
        compared={
          change && {
            direction: change.direction,
            tone: change.tone,
            text: t('today.retention.points', { points: number(Math.abs(change.points), 1), same: change.direction }),
          }
        }
        of={
          retention === null
            ? t('today.retention.none')
            : t('today.retention.of', { retained: retention.retained, start: retention.start })
        }
      />
      <Figure
        label={t('today.came_back.label')}
        help="today.came_back.help"
        value={number(cameBack.customers)}
        of={t('today.came_back.of', { customers })}
      />
      <Figure
        label={t('today.top.label')}
        help="today.top.help"
        value={top15Share === null ? nothing : percent(top15Share)}
        of={t('today.top.of', { customers: Math.round(customers * 0.15) })}
      />
    </FigureRow>
  )
}
