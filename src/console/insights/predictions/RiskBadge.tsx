import type { CustomerScore } from '#contract/predictions'
import { Badge, type Tone } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'

const tones: Record<CustomerScore['band'], Tone> = { low: 'good', medium: 'look', high: 'now' }

/** The band in words with the risk as a percentage. */
export function RiskBadge({ score }: { score: Pick<CustomerScore, 'risk' | 'band' | 'isGone'> }) {
  const { t, percent } = useI18n()
  const words = score.isGone ? t('predictions.band.gone') : t(`predictions.band.${score.band}`)
  return <Badge tone={tones[score.band]}>{`${words} · ${percent(100 * score.risk, 0)}`}</Badge>
}
