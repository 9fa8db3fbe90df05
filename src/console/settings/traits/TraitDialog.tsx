import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import '@mantine/core/styles/Combobox.layer.css'
import { NativeSelect, TagsInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { TraitDefinition, TraitKind, TraitSuggestion } from '#contract/customer-edits'
import { api } from '../../api/client.ts'
import { Dialog, FormProblem, SubmitActions, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { refreshTraits } from './TraitsPage.tsx'

const kinds: readonly TraitKind[] = ['text', 'number', 'boolean', 'date', 'choice']

type TraitDialogProps = { definition?: TraitDefinition; suggestion?: TraitSuggestion; onClose: () => void }

/** Says what a trait is called, what kind it is and what can be chosen. */
export function TraitDialog({ definition, suggestion, onClose }: TraitDialogProps) {
  const { t } = useI18n()
  const start = definition ?? suggestion
  const [trait, setTrait] = useState(start?.trait ?? '')
  const [label, setLabel] = useState(start?.label ?? '')
  const [kind, setKind] = useState<TraitKind>(start?.kind ?? 'text')
  const [options, setOptions] = useState(start?.options ?? [])
  const [help, setHelp] = useState(definition?.help ?? '')
  const save = useMutation({
    mutationFn: () => {
      const body = { label, kind, options, help: help === '' ? null : help }
      return definition
        ? api.patch(`/trait-definitions/${encodeURIComponent(definition.trait)}`, body)
        : api.post('/trait-definitions', { trait: trait.trim() || label.trim(), ...body })
    },
    onSuccess: async () => {
      await refreshTraits()
      toast.good(t('console.saved'))
      onClose()
    },
  })
  return (
    <Dialog title={t(definition ? 'traits.edit' : suggestion ? 'traits.define' : 'traits.add')} onClose={onClose}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <TextInput
          data-autofocus
          required
          withAsterisk={false}
          label={t('traits.label')}
          placeholder={t('traits.label_example')}
          maxLength={64}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <TextInput
          label={t('traits.name')}
          description={t('traits.name_hint')}
          maxLength={64}
          dir="ltr"
          disabled={start !== undefined}
          value={trait}
          onChange={(event) => setTrait(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('traits.kind')}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as TraitKind)}
          data={kinds.map((value) => ({ value, label: t(`traits.kind.${value}`) }))}
        />
        {kind === 'choice' && (
          <TagsInput
            comboboxProps={{ withinPortal: false }}
            label={t('traits.options')}
            description={t('traits.options_hint')}
            value={options}
            onChange={setOptions}
          />
        )}
        <TextInput
          label={t('traits.help')}
          maxLength={500}
          value={help}
          onChange={(event) => setHelp(event.currentTarget.value)}
        />
        <FormProblem error={save.error} />
        <SubmitActions onClose={onClose} label={t('console.save')} loading={save.isPending} />
      </form>
    </Dialog>
  )
}
