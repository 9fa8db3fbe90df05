import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { FieldPair } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { type Condition, conditionOperators, goalKinds, type Measured } from './draft.ts'
import classes from './experiments.module.css'
import { goalEventsQuery } from './experiments-query.ts'

const mostConditions = 3

type MeasuredFieldsProps = {
  measured: Measured
  onChange: (change: Partial<Measured>) => void
  /** Asked before: more or less of it. */
  children: ReactNode
}

/** What is counted: orders, or an event of the shop's own and which of them. */
export function MeasuredFields({ measured, onChange, children }: MeasuredFieldsProps) {
  const { t } = useI18n()
  const id = useId()
  const isEvent = measured.kind.startsWith('event')
  const events = useQuery({ ...goalEventsQuery, enabled: isEvent }).data?.events ?? []
  return (
    <>
      <FieldPair>
        {children}
        <NativeSelect
          label={t('experiments.field.goal')}
          value={measured.kind}
          onChange={(event) => onChange({ kind: event.currentTarget.value as Measured['kind'] })}
          data={goalKinds.map((value) => ({ value, label: t(`experiments.goal.${value}`) }))}
        />
      </FieldPair>
      {isEvent && (
        <>
          <FieldPair>
            <TextInput
              label={t('experiments.field.event')}
              dir="auto"
              maxLength={128}
              list={id}
              value={measured.event}
              onChange={(event) => onChange({ event: event.currentTarget.value })}
            />
            {measured.kind === 'event_sum' && (
              <TextInput
                label={t('experiments.field.property')}
                dir="auto"
                maxLength={128}
                value={measured.property}
                onChange={(event) => onChange({ property: event.currentTarget.value })}
              />
            )}
          </FieldPair>
          <datalist id={id}>
            {events.map(({ event }) => (
              <option key={event} value={event} />
            ))}
          </datalist>
          <Conditions conditions={measured.where} onChange={(where) => onChange({ where })} />
        </>
      )}
    </>
  )
}

type ConditionsProps = { conditions: Condition[]; onChange: (conditions: Condition[]) => void }

/** Which of those events count: all of the conditions must be met. */
function Conditions({ conditions, onChange }: ConditionsProps) {
  const { t } = useI18n()
  const change = (id: string, next: Partial<Condition>) =>
    onChange(conditions.map((one) => (one.id === id ? { ...one, ...next } : one)))
  return (
    <>
      {conditions.map(({ id, property, operator, value }) => (
        <div key={id} className={classes.condition}>
          <TextInput
            label={t('experiments.condition.property')}
            placeholder={t('experiments.condition.property_example')}
            dir="auto"
            maxLength={128}
            value={property}
            onChange={(event) => change(id, { property: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('experiments.condition.operator')}
            value={operator}
            onChange={(event) => change(id, { operator: event.currentTarget.value as Condition['operator'] })}
            data={conditionOperators.map((one) => ({ value: one, label: t(`experiments.operator.${one}`) }))}
          />
          <TextInput
            label={t('experiments.condition.value')}
            dir="auto"
            maxLength={300}
            value={value}
            onChange={(event) => change(id, { value: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t('experiments.condition.remove', { property })}
            onClick={() => onChange(conditions.filter((one) => one.id !== id))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {conditions.length < mostConditions && (
        <div className={classes.line}>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() =>
              onChange([...conditions, { id: crypto.randomUUID(), property: '', operator: 'eq', value: '' }])
            }
          >
            {t('experiments.condition.add')}
          </Button>
        </div>
      )}
    </>
  )
}
