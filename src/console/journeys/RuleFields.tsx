import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, CloseButton, NativeSelect, TextInput } from '@mantine/core'
import type { JourneyDefinition } from '#contract/journeys'
import { FieldPair, NumberField } from '../components/index.ts'
import { AddButton } from '../segments/AddButton.tsx'
import { type JourneyDraft, order } from './draft.ts'
import classes from './journeys.module.css'
import type { JourneySay } from './say-journey.ts'
import { FilterField } from './small-fields.tsx'

type Rest = JourneyDraft['rest']
type RuleFieldsProps = { say: JourneySay; rest: Rest; onChange: (rest: Rest, tag?: string) => void }

/** What it is meant to reach, and who is kept out to compare with. */
export function GoalFields({ say, rest, onChange }: RuleFieldsProps) {
  const { t } = say
  const { goal } = rest
  return (
    <>
      <Checkbox
        label={t('journeys.field.has_goal')}
        checked={goal !== null}
        onChange={(event) =>
          onChange({
            ...rest,
            goal: event.currentTarget.checked ? { event: order, windowDays: 30, exits: true } : null,
          })
        }
      />
      {goal && (
        <>
          <FilterField say={say} filter={goal} onChange={(changed) => onChange({ ...rest, goal: changed })} />
          <FieldPair>
            <NumberField
              label={t('journeys.field.goal_days')}
              value={goal.windowDays}
              min={1}
              max={365}
              whole
              onChange={(days) =>
                days !== null && onChange({ ...rest, goal: { ...goal, windowDays: days } }, 'goal days')
              }
            />
            <NumberField
              label={t('journeys.field.control')}
              description={t('journeys.help.control')}
              value={rest.control}
              min={0}
              max={50}
              whole
              unit="%"
              onChange={(control) => control !== null && onChange({ ...rest, control }, 'control')}
            />
          </FieldPair>
          <TextInput
            label={t('journeys.field.goal_value')}
            dir="auto"
            maxLength={128}
            value={goal.value ?? ''}
            onChange={(event) => {
              const { value: _, ...plain } = goal
              const value = event.currentTarget.value
              onChange({ ...rest, goal: value === '' ? plain : { ...plain, value } }, 'goal value')
            }}
          />
          <Checkbox
            label={t('journeys.field.goal_exits')}
            checked={goal.exits}
            onChange={(event) => onChange({ ...rest, goal: { ...goal, exits: event.currentTarget.checked } })}
          />
          {rest.key !== undefined && (
            <Checkbox
              label={t('journeys.field.keyed')}
              checked={goal.keyed ?? false}
              onChange={(event) => onChange({ ...rest, goal: { ...goal, keyed: event.currentTarget.checked } })}
            />
          )}
        </>
      )}
      {!goal && (
        <NumberField
          label={t('journeys.field.control')}
          description={t('journeys.help.control')}
          value={rest.control}
          min={0}
          max={50}
          whole
          unit="%"
          onChange={(control) => control !== null && onChange({ ...rest, control }, 'control')}
        />
      )}
    </>
  )
}

const againRules = ['never', 'always', 'after_days'] as const
const paces = ['none', 'hour', 'day'] as const

/** Who may begin again, how many at once, who leaves early. */
export function RuleFields({ say, rest, onChange }: RuleFieldsProps) {
  const { t } = say
  const { again, limit, exitOn, key, trigger } = rest
  const mayRepeat = trigger.kind === 'segment' && trigger.on === 'entered' && again.rule !== 'never'
  const setAgain = (next: JourneyDefinition['again']) => {
    const stops = next.rule === 'never' && trigger.kind === 'segment'
    onChange({ ...rest, again: next, trigger: stops ? { ...trigger, repeats: false } : trigger })
  }
  return (
    <>
      <FieldPair>
        <NativeSelect
          label={t('journeys.field.again')}
          value={again.rule}
          onChange={(event) => {
            const rule = event.currentTarget.value as (typeof againRules)[number]
            setAgain(rule === 'after_days' ? { rule, days: 90 } : { rule })
          }}
          data={againRules.map((value) => ({ value, label: t(`journeys.again.${value}`) }))}
        />
        {again.rule === 'after_days' && (
          <NumberField
            label={t('journeys.field.again_days')}
            value={again.days}
            min={1}
            max={3660}
            whole
            onChange={(days) => days !== null && setAgain({ ...again, days })}
          />
        )}
      </FieldPair>
      {mayRepeat && trigger.kind === 'segment' && (
        <Checkbox
          label={t('journeys.field.repeats')}
          checked={trigger.repeats}
          onChange={(event) => onChange({ ...rest, trigger: { ...trigger, repeats: event.currentTarget.checked } })}
        />
      )}
      {(trigger.kind === 'event' || trigger.kind === 'manual') && (
        <TextInput
          label={t('journeys.field.key')}
          description={t('journeys.help.key')}
          dir="ltr"
          maxLength={256}
          value={key ?? ''}
          onChange={(event) => {
            const { key: _, ...others } = rest
            const typed = event.currentTarget.value
            onChange(typed === '' ? others : { ...others, key: typed }, 'key')
          }}
        />
      )}
      <FieldPair>
        <NativeSelect
          label={t('journeys.field.limit')}
          value={limit?.per ?? 'none'}
          onChange={(event) => {
            const per = event.currentTarget.value
            onChange({ ...rest, limit: per === 'hour' || per === 'day' ? { people: limit?.people ?? 100, per } : null })
          }}
          data={paces.map((value) => ({ value, label: t(`journeys.limit.${value}`) }))}
        />
        {limit && (
          <NumberField
            label={t('journeys.field.limit_people')}
            value={limit.people}
            min={1}
            max={1_000_000}
            whole
            onChange={(people) => people !== null && onChange({ ...rest, limit: { ...limit, people } }, 'limit')}
          />
        )}
      </FieldPair>
      <Checkbox
        label={t('journeys.field.exit_unsubscribed')}
        checked={rest.exitOnUnsubscribe}
        onChange={(event) => onChange({ ...rest, exitOnUnsubscribe: event.currentTarget.checked })}
      />
      {exitOn.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no identity; their fields hold all they show.
        <div key={at} className={classes.exitOn}>
          <span>{t('journeys.exit_on')}</span>
          <FilterField
            say={say}
            filter={one}
            onChange={(changed) => onChange({ ...rest, exitOn: exitOn.with(at, changed) })}
          />
          {key !== undefined && (
            <Checkbox
              label={t('journeys.field.keyed')}
              checked={one.keyed}
              onChange={(event) =>
                onChange({ ...rest, exitOn: exitOn.with(at, { ...one, keyed: event.currentTarget.checked }) })
              }
            />
          )}
          <CloseButton
            aria-label={t('journeys.remove_exit')}
            onClick={() => onChange({ ...rest, exitOn: exitOn.toSpliced(at, 1) })}
          />
        </div>
      ))}
      <div>
        <AddButton
          label={t('journeys.add_exit')}
          onClick={() => onChange({ ...rest, exitOn: [...exitOn, { event: order, keyed: false }] })}
        />
      </div>
    </>
  )
}
