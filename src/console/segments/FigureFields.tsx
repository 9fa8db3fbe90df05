import { measures, scoreMeasures } from '#contract/segment-words'
import { SentenceChoice } from '../components/index.ts'
import { CountField } from './amount-fields.tsx'
import type { FieldProps, Of } from './leaf-props.ts'
import { unitOf } from './say.ts'

/** What a figure of the forecast is compared with to begin with. */
const beginWith = {
  risk: 0.5,
  risk_rise: 0.1,
  alive: 0.5,
  alive_fall: 0.1,
  clv: 10_000,
  clv_fall: 1_000,
  clv_low: 10_000,
  clv_high: 10_000,
  next_visit: 7,
  next_visit_later: 7,
}

export function MeasureField({ say, leaf, onChange }: FieldProps<Of<'measure'>>) {
  const { t } = say
  return (
    <>
      <SentenceChoice
        label={t('segments.which_figure')}
        value={leaf.measure}
        options={measures.map((value) => ({ value, label: t(`segments.measure.${value}`) }))}
        onChange={(measure) => onChange({ ...leaf, measure })}
      />
      <CountField
        key={unitOf(leaf)}
        say={say}
        unit={unitOf(leaf)}
        count={leaf.count}
        onChange={(count) => onChange({ ...leaf, count })}
      />
    </>
  )
}

export function ScoreField({ say, leaf, onChange }: FieldProps<Of<'score'>>) {
  const { t } = say
  return (
    <>
      <SentenceChoice
        label={t('segments.which_figure')}
        value={leaf.score}
        options={scoreMeasures.map((value) => ({ value, label: t(`segments.score.${value}`) }))}
        onChange={(score) => onChange({ ...leaf, score, count: { ...leaf.count, than: beginWith[score] } })}
      />
      <CountField
        key={unitOf(leaf)}
        say={say}
        unit={unitOf(leaf)}
        count={leaf.count}
        onChange={(count) => onChange({ ...leaf, count })}
      />
    </>
  )
}
