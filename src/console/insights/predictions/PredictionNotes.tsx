import type { PredictionReport } from '#contract/predictions'
import { useI18n } from '../../i18n/use-i18n.ts'
import insights from '../insights.module.css'

/** What a reader must know before trusting the figures, in words. */
export function PredictionNotes({ report, notYet }: { report: PredictionReport; notYet: number }) {
  const { t, number, list } = useI18n()
  const { drift, status, reason, horizonDays, windowDays } = report
  const drifted = drift.features.filter(({ feature, psi }) => psi > 0.1 && feature !== 'tenure' && feature !== 'visits')
  const moved = list(drifted.slice(0, 3).map(({ feature }) => t(`predictions.feature.${feature}`)))
  const notes = [
    status === 'untested' && reason !== null
      ? t('predictions.untested', { reason: t(`predictions.waiting.${reason}`) })
      : undefined,
    drift.level === 'none' || moved === '' ? undefined : t(`predictions.drift.${drift.level}`, { features: moved }),
    horizonDays < windowDays ? t('predictions.horizon_short', { days: horizonDays, window: windowDays }) : undefined,
    notYet > 0 ? t('predictions.not_yet', { count: notYet, n: number(notYet) }) : undefined,
  ].filter((note) => note !== undefined)
  return notes.map((note) => (
    <p key={note} className={insights.note} style={{ margin: 0 }}>
      {note}
    </p>
  ))
}
