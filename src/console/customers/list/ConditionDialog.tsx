import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { TraitDefinition } from '#contract/customer-edits'
import { operatorsOf, type TraitOperator } from '#contract/trait-operators'
import { Dialog, FieldPair, Form, Loading, SubmitActions } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { writeCondition } from './condition-words.ts'
import { TraitField } from './TraitField.tsx'
import { traitWord } from './trait-words.ts'
import { traitSuggestionsQuery } from './traits-query.ts'

type Field = Pick<TraitDefinition, 'trait' | 'label' | 'kind' | 'options'>
type ConditionDialogProps = { onAdd: (condition: string) => void; onClose: () => void }

/** A condition on one field: what it is, how it is compared, and with what. */
export function ConditionDialog({ onAdd, onClose }: ConditionDialogProps) {
  const { t } = useI18n()
  const known = useQuery(traitSuggestionsQuery)
  const { definitions = [], suggestions = [] } = known.data ?? {}
  const found = suggestions.map((field) => ({ ...field, label: traitWord(t, field.trait) ?? field.label }))
  const fields: Field[] = [...definitions, ...found]
  const [chosen, setChosen] = useState<string>()
  const field = fields.find(({ trait }) => trait === chosen) ?? fields[0]
  return (
    <Dialog title={t('customers.where.title')} onClose={onClose}>
      {known.isPending ? (
        <Loading lines={3} />
      ) : field === undefined ? (
        <p>{t('customers.bulk.no_traits')}</p>
      ) : (
        <Condition
          key={field.trait}
          field={field}
          fields={fields}
          onField={setChosen}
          onClose={onClose}
          onAdd={(condition) => {
            onAdd(condition)
            onClose()
          }}
        />
      )}
    </Dialog>
  )
}

type ConditionProps = ConditionDialogProps & {
  field: Field
  fields: readonly Field[]
  onField: (trait: string) => void
}

function Condition({ field, fields, onField, onAdd, onClose }: ConditionProps) {
  const { t } = useI18n()
  const [operator, setOperator] = useState<TraitOperator>(operatorsOf[field.kind][0] ?? 'is')
  const [value, setValue] = useState('')
  const [until, setUntil] = useState('')
  const isBare = operator === 'known' || operator === 'unknown'
  const isComplete = isBare || (value !== '' && (operator !== 'between' || until !== ''))
  const input = (label: string, text: string, set: (text: string) => void) => (
    <TraitField
      definition={{ kind: field.kind, options: field.options, label, help: null }}
      value={text}
      onChange={(next) => set(next === null ? '' : String(next))}
    />
  )
  return (
    <Form
      onSubmit={() => {
        if (isComplete) onAdd(writeCondition(field.trait, operator, value, until))
      }}
    >
      <FieldPair>
        <NativeSelect
          data-autofocus
          label={t('customers.bulk.trait')}
          value={field.trait}
          onChange={(event) => onField(event.currentTarget.value)}
          data={fields.map(({ trait, label }) => ({ value: trait, label }))}
        />
        <NativeSelect
          label={t('customers.where.how')}
          value={operator}
          onChange={(event) => setOperator(event.currentTarget.value as TraitOperator)}
          data={operatorsOf[field.kind].map((one) => ({ value: one, label: t(`customers.where.${one}`) }))}
        />
      </FieldPair>
      {operator === 'between' ? (
        <FieldPair>
          {input(t('customers.where.from'), value, setValue)}
          {input(t('customers.where.to'), until, setUntil)}
        </FieldPair>
      ) : (
        !isBare && input(t('customers.where.value'), value, setValue)
      )}
      <SubmitActions onClose={onClose} label={t('customers.where.add')} disabled={!isComplete} />
    </Form>
  )
}
