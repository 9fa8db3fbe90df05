import { useQuery } from '@tanstack/react-query'
import { channels, purposes } from '#contract/care-words'
import { measures, messageDeeds, riskBands, scoreMeasures } from '#contract/segment-words'
import type { Condition } from '#contract/segments'
import { SentenceBlank, SentenceChoice } from '../components/index.ts'
import type { DraftLeaf } from './draft.ts'
import {
  AddButton,
  Amount,
  CountField,
  EventChoice,
  PropertiesField,
  SpanField,
  TraitChoice,
  useTraitValues,
  WithinField,
} from './fields.tsx'
import { channelName, leafText, purposeName, type Say, unitOf } from './say.ts'
import classes from './segments.module.css'
import { segmentsQuery } from './segments-query.ts'
import { TestField } from './TestField.tsx'

type Leaf = DraftLeaf['leaf']
type Of<Kind extends Leaf['kind']> = Extract<Leaf, { kind: Kind }>
type FieldProps<L extends Leaf> = { say: Say; leaf: L; onChange: (leaf: Leaf) => void }

/** The words and choices of one condition. */
export function LeafField({ say, leaf, onChange }: FieldProps<Leaf>) {
  const { t } = say
  switch (leaf.kind) {
    case 'trait':
      return <TraitField say={say} leaf={leaf} onChange={onChange} />
    case 'event':
      return <EventField say={say} leaf={leaf} onChange={onChange} />
    case 'event_time':
      return (
        <>
          <SentenceChoice
            label={t('segments.which_time')}
            value={leaf.which}
            options={(['first', 'last'] as const).map((value) => ({ value, label: t(`segments.which.${value}`) }))}
            onChange={(which) => onChange({ ...leaf, which })}
          />
          <EventChoice say={say} value={leaf.event} onChange={(event) => onChange({ ...leaf, event })} />
          <TestField say={say} moment test={leaf.test} onChange={(test) => onChange({ ...leaf, test })} />
          <Where say={say} leaf={leaf} onChange={onChange} />
        </>
      )
    case 'last_event':
      return (
        <>
          <span>{t('segments.which.last')}</span>
          <EventChoice say={say} value={leaf.event} onChange={(event) => onChange({ ...leaf, event })} />
          <PropertiesField
            say={say}
            event={leaf.event}
            properties={leaf.has}
            least={1}
            word={t('segments.where')}
            onChange={(has) => onChange({ ...leaf, has })}
          />
        </>
      )
    case 'sequence':
      return <SequenceField say={say} leaf={leaf} onChange={onChange} />
    case 'message':
      return (
        <>
          <SentenceChoice
            label={t('segments.which_deed')}
            value={leaf.did}
            options={messageDeeds.map((value) => ({ value, label: t(`segments.deed.${value}`) }))}
            onChange={(did) => onChange({ ...leaf, did })}
          />
          <CountField say={say} times count={leaf.count} onChange={(count) => onChange({ ...leaf, count })} />
          <WithinField say={say} within={leaf.within} onChange={(within) => onChange(withWindow(leaf, within))} />
        </>
      )
    case 'subscribed':
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
    case 'consent':
      return <ConsentField say={say} leaf={leaf} onChange={onChange} />
    case 'in_segment':
      return <SegmentField say={say} leaf={leaf} onChange={onChange} />
    case 'random':
      return (
        <>
          <span>{t('segments.random')}</span>
          <Amount
            label={t('segments.share')}
            value={Math.round(leaf.share * 10_000) / 100}
            min={0}
            unit="%"
            onChange={(share) => onChange({ ...leaf, share: Math.min(1, share / 100) })}
          />
        </>
      )
    case 'measure':
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
    case 'score':
      return (
        <>
          <SentenceChoice
            label={t('segments.which_figure')}
            value={leaf.score}
            options={scoreMeasures.map((value) => ({ value, label: t(`segments.score.${value}`) }))}
            onChange={(score) =>
              onChange({ ...leaf, score, count: { ...leaf.count, than: score === 'clv' ? 10_000 : 0.5 } })
            }
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
    case 'risk':
      return <RiskField say={say} leaf={leaf} onChange={onChange} />
    default:
      return <span>{leafText(say, leaf)}</span>
  }
}

function TraitField({ say, leaf, onChange }: FieldProps<Of<'trait'>>) {
  const values = useTraitValues(leaf.path)
  return (
    <>
      <TraitChoice say={say} value={leaf.path} onChange={(path) => onChange({ ...leaf, path })} />
      <TestField say={say} test={leaf.test} suggestions={values} onChange={(test) => onChange({ ...leaf, test })} />
    </>
  )
}

function EventField({ say, leaf, onChange }: FieldProps<Of<'event'>>) {
  const { t } = say
  const { sum, ...counted } = leaf
  return (
    <>
      <EventChoice say={say} value={leaf.event} onChange={(event) => onChange({ ...leaf, event })} />
      <SentenceChoice
        label={t('segments.counted')}
        value={sum === undefined ? 'times' : 'sum'}
        options={(['times', 'sum'] as const).map((value) => ({ value, label: t(`segments.count_by.${value}`) }))}
        onChange={(by) => onChange(by === 'times' ? counted : { ...leaf, sum: 'total' })}
      />
      {sum !== undefined && (
        <SentenceBlank
          label={t('segments.which_property')}
          value={sum}
          onChange={(path) => onChange({ ...leaf, sum: path })}
        />
      )}
      <CountField
        say={say}
        times={sum === undefined}
        count={leaf.count}
        onChange={(count) => onChange({ ...leaf, count })}
      />
      <WithinField say={say} within={leaf.within} onChange={(within) => onChange(withWindow(leaf, within))} />
      <Where say={say} leaf={leaf} onChange={onChange} />
    </>
  )
}

function withWindow(leaf: Of<'event'> | Of<'message'>, within: Of<'event'>['within']): Leaf {
  const { within: _, ...rest } = leaf
  return within === undefined ? (rest as Leaf) : { ...leaf, within }
}

function Where({ say, leaf, onChange }: FieldProps<Of<'event' | 'event_time'>>) {
  const { t } = say
  const { where: _, ...without } = leaf
  return (
    <PropertiesField
      say={say}
      event={leaf.event}
      properties={leaf.where ?? []}
      word={t('segments.where')}
      onChange={(where) => onChange((where.length === 0 ? without : { ...leaf, where }) as Condition as Leaf)}
    />
  )
}

const mostSteps = 8

function SequenceField({ say, leaf, onChange }: FieldProps<Of<'sequence'>>) {
  const { t } = say
  const { steps, withinSeconds, ...rest } = leaf
  return (
    <>
      {steps.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place.
        <span key={at} className={classes.typed}>
          {at > 0 && <span>{t('segments.then').trim()}</span>}
          <EventChoice
            say={say}
            value={step.event}
            onChange={(event) => onChange({ ...leaf, steps: steps.with(at, { ...step, event }) })}
          />
        </span>
      ))}
      {steps.length < mostSteps && (
        <AddButton
          label={t('segments.then')}
          onClick={() => onChange({ ...leaf, steps: [...steps, { event: 'Order Completed' }] })}
        />
      )}
      <SentenceChoice
        label={t('segments.when')}
        value={withinSeconds === undefined ? 'any' : 'gap'}
        options={(['any', 'gap'] as const).map((value) => ({ value, label: t(`segments.between.${value}`) }))}
        onChange={(next) => onChange({ ...rest, steps, ...(next === 'gap' && { withinSeconds: 7 * 86_400 }) })}
      />
      {withinSeconds !== undefined && (
        <SpanField say={say} seconds={withinSeconds} onChange={(s) => onChange({ ...leaf, withinSeconds: s })} />
      )}
    </>
  )
}

function ConsentField({ say, leaf, onChange }: FieldProps<Of<'consent'>>) {
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

function SegmentField({ say, leaf, onChange }: FieldProps<Of<'in_segment'>>) {
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

function RiskField({ say, leaf, onChange }: FieldProps<Of<'risk'>>) {
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
