import { NativeSelect, TextInput } from '@mantine/core'
import type { TraitDefinition } from '#contract/customer-edits'
import { DateInput, NumberField } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'

type TraitFieldProps = {
  definition: Pick<TraitDefinition, 'kind' | 'options' | 'label' | 'help'>
  value: unknown
  /** null takes the trait away */
  onChange: (value: string | number | boolean | null) => void
}

/** The field that fits what a trait is: a day, a number, yes or no, one of its choices, or words. */
export function TraitField({ definition, value, onChange }: TraitFieldProps) {
  const { t } = useI18n()
  const { kind, label, help, options } = definition
  const common = { label, ...(help && { description: help }) }
  const unsaid = { value: '', label: t('customers.trait.unsaid') }
  const text = value === null || value === undefined ? '' : String(value)
  switch (kind) {
    case 'number':
      return <NumberField {...common} value={text === '' ? null : Number(text)} onChange={onChange} />
    case 'boolean':
      return (
        <NativeSelect
          {...common}
          value={text}
          onChange={(event) => onChange(readBoolean(event.currentTarget.value))}
          data={[
            unsaid,
            { value: 'true', label: t('customers.trait.yes') },
            { value: 'false', label: t('customers.trait.no') },
          ]}
        />
      )
    case 'date':
      return <DateInput {...common} value={text.slice(0, 10)} onChange={(iso) => onChange(iso === '' ? null : iso)} />
    case 'choice':
      return (
        <NativeSelect
          {...common}
          value={options.includes(text) ? text : ''}
          onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
          data={[unsaid, ...options.map((option) => ({ value: option, label: option }))]}
        />
      )
    default:
      return (
        <TextInput
          {...common}
          value={text}
          autoComplete="off"
          onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
        />
      )
  }
}

function readBoolean(text: string): boolean | null {
  return text === '' ? null : text === 'true'
}
