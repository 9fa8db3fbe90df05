import { Amount } from './amount-fields.tsx'
import { EventField, EventTimeField, LastEventField, MessageField, SequenceField } from './EventFields.tsx'
import { MeasureField, ScoreField } from './FigureFields.tsx'
import { LikingField } from './LikingField.tsx'
import type { FieldProps, Leaf } from './leaf-props.ts'
import { ConsentField, RiskField, SegmentField, SubscribedField, TraitField } from './PersonFields.tsx'
import { leafText } from './say.ts'

/** The words and choices of one condition. */
export function LeafField({ say, leaf, onChange }: FieldProps<Leaf>) {
  const { t } = say
  switch (leaf.kind) {
    case 'trait':
      return <TraitField say={say} leaf={leaf} onChange={onChange} />
    case 'event':
      return <EventField say={say} leaf={leaf} onChange={onChange} />
    case 'event_time':
      return <EventTimeField say={say} leaf={leaf} onChange={onChange} />
    case 'last_event':
      return <LastEventField say={say} leaf={leaf} onChange={onChange} />
    case 'sequence':
      return <SequenceField say={say} leaf={leaf} onChange={onChange} />
    case 'message':
      return <MessageField say={say} leaf={leaf} onChange={onChange} />
    case 'subscribed':
      return <SubscribedField say={say} leaf={leaf} onChange={onChange} />
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
      return <MeasureField say={say} leaf={leaf} onChange={onChange} />
    case 'score':
      return <ScoreField say={say} leaf={leaf} onChange={onChange} />
    case 'risk':
      return <RiskField say={say} leaf={leaf} onChange={onChange} />
    case 'would_like':
      return <LikingField say={say} leaf={leaf} onChange={onChange} />
    default:
      return <span>{leafText(say, leaf)}</span>
  }
}
