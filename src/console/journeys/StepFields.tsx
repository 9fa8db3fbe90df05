import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { JourneyNode } from '#contract/journeys'
import type { Condition } from '#contract/segments'
import { FieldPair } from '../components/index.ts'
import { SpanField } from '../segments/amount-fields.tsx'
import { Builder } from '../segments/Builder.tsx'
import { fromDraft, toDraft } from '../segments/draft.ts'
import { ActionFields } from './ActionFields.tsx'
import { DateFields } from './DateFields.tsx'
import classes from './journeys.module.css'
import { MessageFields } from './MessageFields.tsx'
import { SplitFields } from './SplitFields.tsx'
import type { JourneySay } from './say-journey.ts'
import { FilterField, SegmentSelect, TimeField, WeekdaysField } from './small-fields.tsx'

type Of<Kind extends JourneyNode['kind']> = Extract<JourneyNode, { kind: Kind }>
export type FieldsProps<N extends JourneyNode> = {
  say: JourneySay
  node: N
  onChange: (node: JourneyNode) => void
}
type StepFieldsProps = FieldsProps<JourneyNode> & {
  hasKey: boolean
  /** the event that begins the journey; empty where none does */
  beginsWith: string
  onRemoveWay: (way: number) => void
}

/** What one step says, to fill in. */
export function StepFields(props: StepFieldsProps) {
  const { say, node, onChange, hasKey, beginsWith } = props
  const { t } = say
  switch (node.kind) {
    case 'message':
      return <MessageFields say={say} node={node} onChange={onChange} />
    case 'wait':
      return (
        <div className={classes.sentence}>
          <SpanField
            say={say}
            seconds={node.seconds}
            onChange={(seconds) => onChange({ ...node, seconds: held(seconds) })}
          />
        </div>
      )
    case 'wait_until':
      return (
        <>
          <FieldPair>
            <TimeField label={t('journeys.field.at')} value={node.at} onChange={(at) => onChange({ ...node, at })} />
            <NativeSelect
              label={t('journeys.field.zone')}
              value={node.zone}
              onChange={(event) =>
                onChange({ ...node, zone: event.currentTarget.value === 'shop' ? 'shop' : 'person' })
              }
              data={(['person', 'shop'] as const).map((value) => ({ value, label: t(`journeys.zone.${value}`) }))}
            />
          </FieldPair>
          <WeekdaysField value={node.weekdays} onChange={(weekdays) => onChange({ ...node, weekdays })} />
        </>
      )
    case 'wait_date':
      return <DateFields say={say} node={node} beginsWith={beginsWith} onChange={onChange} />
    case 'wait_best_hour':
      return (
        <>
          <p className={classes.quiet}>{t('journeys.help.best_hour')}</p>
          <FieldPair>
            <TimeField
              label={t('journeys.field.from')}
              value={node.from}
              onChange={(from) => onChange({ ...node, from })}
            />
            <TimeField
              label={t('journeys.field.until')}
              value={node.until}
              onChange={(until) => onChange({ ...node, until })}
            />
          </FieldPair>
        </>
      )
    case 'wait_for':
      return (
        <>
          <FilterField say={say} filter={node} onChange={onChange} />
          <Longest say={say} node={node} onChange={onChange} />
          {hasKey && (
            <Checkbox
              label={t('journeys.field.keyed')}
              checked={node.keyed}
              onChange={(event) => onChange({ ...node, keyed: event.currentTarget.checked })}
            />
          )}
        </>
      )
    case 'wait_segment':
      return (
        <>
          <SegmentSelect value={node.segmentId} onChange={(segmentId) => onChange({ ...node, segmentId })} />
          <Longest say={say} node={node} onChange={onChange} />
        </>
      )
    case 'branch':
      return (
        <ConditionFields
          say={say}
          condition={node.condition}
          onChange={(condition) => onChange({ ...node, condition })}
        />
      )
    case 'split':
      return <SplitFields {...props} node={node} />
    case 'action':
      return <ActionFields say={say} node={node} onChange={onChange} />
    case 'exit':
      return <p className={classes.quiet}>{t('journeys.help.exit')}</p>
  }
}

const aYear = 366 * 86_400
const held = (seconds: number): number => Math.min(aYear, Math.max(60, Math.round(seconds)))

function Longest({ say, node, onChange }: FieldsProps<Of<'wait_for' | 'wait_segment'>>) {
  return (
    <div className={classes.sentence}>
      <span>{say.t('journeys.field.longest')}</span>
      <SpanField
        say={say}
        seconds={node.seconds}
        onChange={(seconds) => onChange({ ...node, seconds: held(seconds) })}
      />
    </div>
  )
}

type ConditionFieldsProps = { say: JourneySay; condition: Condition; onChange: (condition: Condition) => void }

/** The builder of segments; what it draws is kept here, so that its parts keep their place while one writes. */
export function ConditionFields({ say, condition, onChange }: ConditionFieldsProps) {
  const [root, setRoot] = useState(() => toDraft(condition))
  const [told, setTold] = useState(condition)
  if (condition !== told) {
    // Taken back, or done again.
    setTold(condition)
    setRoot(toDraft(condition))
  }
  return (
    <Builder
      say={say}
      root={root}
      onChange={(change) => {
        const next = change(root)
        const said = fromDraft(next)
        setRoot(next)
        setTold(said)
        onChange(said)
      }}
    />
  )
}
