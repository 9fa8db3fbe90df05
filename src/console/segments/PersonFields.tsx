import { useQuery } from '@tanstack/react-query'
import { channels, purposes } from '#contract/care-words'
import { riskBands } from '#contract/segment-words'
import { SentenceBlank, SentenceChoice } from '../components/index.ts'
import type { FieldProps, Of } from './leaf-props.ts'
import { TraitChoice, useTraitValues } from './name-fields.tsx'
import { channelName, purposeName } from './say.ts'
import classes from './segments.module.css'
import { segmentsQuery } from './segments-query.ts'
import { TestField } from './TestField.tsx'

export function TraitField({ say, leaf, onChange }: FieldProps<Of<'trait'>>) {
  const values = useTraitValues(leaf.path)
  return (
    <>
      <TraitChoice say={say} value={leaf.path} onChange={(path) => onChange({ ...leaf, path })} />
      <TestField say={say} test={leaf.test} suggestions={values} onChange={(test) => onChange({ ...leaf, test })} />
    </>
  )
}

export function SubscribedField({ say, leaf, onChange }: FieldProps<Of<'subscribed'>>) {
  const { t } = say
  return (
    <>
      <SentenceChoice
        label={t('segments.how')}
        value={leaf.mode}
        options={(['opt_in', 'opt_out'] as const).map((value) => ({ value, label: t(`segments.topic.${value}`) }))}
        onChange={(mode) => onChange({ ...leaf, mode })}
      />
      <SentenceBlank
        label={t('segments.topic_label')}
        value={leaf.topic}
        onChange={(topic) => onChange({ ...leaf, topic })}
      />
    </>
  )
}

export function ConsentField({ say, leaf, onChange }: FieldProps<Of<'consent'>>) {
  const { t } = say
  const { purpose, ...rest } = leaf
  const listed = (known: readonly string[], one: string) => (known.includes(one) ? known : [...known, one])
  return (
    <>
      <span>{t('segments.consent_to')}</span>
      <SentenceChoice<string>
        label={t('segments.channel')}
        value={leaf.channel}
        options={listed(channels, leaf.channel).map((value) => ({ value, label: channelName(say, value) }))}
        onChange={(channel) => onChange({ ...leaf, channel })}
      />
      <SentenceChoice<string>
        label={t('segments.purpose')}
        value={purpose ?? ''}
        options={[
          { value: '', label: t('segments.any_purpose') },
          ...listed(purposes, purpose ?? 'marketing').map((value) => ({ value, label: purposeName(say, value) })),
        ]}
        onChange={(next) => onChange({ ...rest, ...(next !== '' && { purpose: next }) })}
      />
      <SentenceChoice
        label={t('segments.state')}
        value={leaf.state}
        options={(['given', 'withdrawn', 'none'] as const).map((value) => ({
          value,
          label: t(`segments.consent.${value}`),
        }))}
        onChange={(state) => onChange({ ...leaf, state })}
      />
    </>
  )
}

export function SegmentField({ say, leaf, onChange }: FieldProps<Of<'in_segment'>>) {
  const { t } = say
  const segments = useQuery(segmentsQuery).data?.segments ?? []
  return (
    <>
      <span>{t('segments.belongs')}</span>
      <SentenceChoice<string>
        label={t('segments.one')}
        value={leaf.segmentId}
        options={[
          ...(leaf.segmentId === '' ? [{ value: '', label: '…' }] : []),
          ...segments.map(({ segmentId, name }) => ({ value: segmentId, label: name })),
        ]}
        onChange={(segmentId) => onChange({ ...leaf, segmentId })}
      />
    </>
  )
}

export function RiskField({ say, leaf, onChange }: FieldProps<Of<'risk'>>) {
  const { t } = say
  const { bands } = leaf
  return (
    <>
      <span>{t('segments.risk')}</span>
      {riskBands.map((band) => (
        <button
          key={band}
          type="button"
          className={classes.band}
          aria-pressed={bands.includes(band)}
          onClick={() => {
            const next = riskBands.filter((one) => (one === band ? !bands.includes(one) : bands.includes(one)))
            onChange({ ...leaf, bands: next })
          }}
        >
          {t(`segments.band.${band}`)}
        </button>
      ))}
    </>
  )
}
