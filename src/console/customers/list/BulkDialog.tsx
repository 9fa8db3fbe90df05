import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/ScrollArea.layer.css'
import { Autocomplete, NativeSelect } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { BulkChange, BulkPreview, BulkSelection } from '#contract/bulk-edits'
import type { TraitDefinition } from '#contract/customer-edits'
import type { FilterOptions } from '#contract/metrics'
import { api } from '../../api/client.ts'
import { Dialog, Form, FormProblem, SubmitActions } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { startBulkEdit } from './bulk-run.ts'
import { TraitField } from './TraitField.tsx'
import { traitDefinitionsQuery } from './traits-query.ts'

type BulkDialogProps = {
  kind: BulkChange['kind']
  selection: BulkSelection
  onClose: () => void
  onStarted: () => void
}

/** Asks for the tag or the trait, says how many it is about, and begins; the way back is in the message afterwards. */
export function BulkDialog({ kind, selection, onClose, onStarted }: BulkDialogProps) {
  const i18n = useI18n()
  const { t } = i18n
  const [tag, setTag] = useState('')
  const [trait, setTrait] = useState<{ name: string; value: string | number | boolean | null }>()
  const change = changeOf(kind, tag.trim(), trait)
  const known = useQuery({
    queryKey: ['metrics', 'filters'],
    queryFn: ({ signal }) => api.get<FilterOptions>('/metrics/filters', undefined, signal),
    enabled: kind !== 'set_trait',
  })
  const preview = useQuery({
    queryKey: ['customers', 'bulk-preview', selection],
    queryFn: () => api.post<BulkPreview>('/bulk-edits/preview', { selection, change: { kind: 'add_tag', tag: '-' } }),
  })
  const start = useMutation({
    mutationFn: async (wanted: BulkChange) => await startBulkEdit({ selection, change: wanted }, i18n),
    onSuccess: () => {
      onClose()
      onStarted()
    },
  })
  const { customers = 0, atLeast = false } = preview.data ?? {}
  return (
    <Dialog title={t(`customers.bulk.${kind}`)} onClose={onClose}>
      <Form
        onSubmit={() => {
          if (change) start.mutate(change)
        }}
      >
        {kind === 'set_trait' ? (
          <TraitChoice onChange={setTrait} />
        ) : (
          <Autocomplete
            data-autofocus
            label={t('customers.bulk.tag')}
            value={tag}
            onChange={setTag}
            maxLength={128}
            comboboxProps={{ withinPortal: false }}
            data={known.data?.tags.map((one) => one.value) ?? []}
          />
        )}
        {preview.data && <p>{t(atLeast ? 'customers.bulk.about_at_least' : 'customers.bulk.about', { customers })}</p>}
        <FormProblem error={start.error} />
        <SubmitActions
          onClose={onClose}
          label={t('customers.bulk.start')}
          loading={start.isPending}
          disabled={change === undefined}
        />
      </Form>
    </Dialog>
  )
}

function TraitChoice({
  onChange,
}: {
  onChange: (trait: { name: string; value: string | number | boolean | null }) => void
}) {
  const { t } = useI18n()
  const definitions = useQuery(traitDefinitionsQuery).data?.definitions ?? []
  const [chosen, setChosen] = useState<TraitDefinition>()
  const [value, setValue] = useState<string | number | boolean | null>(null)
  if (definitions.length === 0) return <Link to="/settings/traits">{t('customers.bulk.no_traits')}</Link>
  const choose = (name: string): void => {
    const definition = definitions.find((one) => one.trait === name)
    setChosen(definition)
    setValue(null)
    if (definition) onChange({ name: definition.trait, value: null })
  }
  return (
    <>
      <NativeSelect
        data-autofocus
        label={t('customers.bulk.trait')}
        value={chosen?.trait ?? ''}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          { value: '', label: t('customers.bulk.choose') },
          ...definitions.map((one) => ({ value: one.trait, label: one.label })),
        ]}
      />
      {chosen && (
        <TraitField
          key={chosen.trait}
          definition={chosen}
          value={value}
          onChange={(next) => {
            setValue(next)
            onChange({ name: chosen.trait, value: next })
          }}
        />
      )}
    </>
  )
}

function changeOf(
  kind: BulkChange['kind'],
  tag: string,
  trait: { name: string; value: string | number | boolean | null } | undefined,
): BulkChange | undefined {
  if (kind === 'set_trait') return trait && { kind, trait: trait.name, value: trait.value }
  return tag === '' ? undefined : { kind, tag }
}
