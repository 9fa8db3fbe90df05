import { CloseButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { loyaltyTraits } from '#contract/loyalty-words'
import type { FilterOptions } from '#contract/metrics'
import { api } from '../api/client.ts'
import { SentenceBlank, SentenceChoice } from '../components/index.ts'
import { commonTraits } from '../customers/list/trait-words.ts'
import { traitDefinitionsQuery } from '../customers/list/traits-query.ts'
import { eventName, type Say } from './say.ts'
import classes from './segments.module.css'
import { eventsQuery } from './segments-query.ts'

const other = '\u0000other'

type NamedProps = {
  label: string
  value: string
  options: { value: string; label: string; group?: string }[]
  otherLabel: string
  onChange: (value: string) => void
}

/** One of the names that are known, or another one that is typed. */
export function NameChoice({ label, value, options, otherLabel, onChange }: NamedProps) {
  const [typing, setTyping] = useState(false)
  const isKnown = options.some((option) => option.value === value)
  if (typing)
    return (
      <span className={classes.typed}>
        <SentenceBlank label={label} value={value} suggestions={options.map((one) => one.value)} onChange={onChange} />
        <CloseButton size="sm" aria-label={otherLabel} onClick={() => setTyping(false)} />
      </span>
    )
  return (
    <SentenceChoice<string>
      label={label}
      value={value}
      options={[
        ...(value === '' ? [{ value: '', label: '…' }] : isKnown ? [] : [{ value, label: value }]),
        ...options,
        { value: other, label: otherLabel },
      ]}
      onChange={(next) => {
        if (next !== other) return onChange(next)
        setTyping(true)
        onChange('')
      }}
    />
  )
}

export function EventChoice({ say, value, onChange }: { say: Say; value: string; onChange: (event: string) => void }) {
  const { t } = say
  const events = useQuery(eventsQuery).data?.events ?? []
  return (
    <NameChoice
      label={t('segments.which_event')}
      value={value}
      otherLabel={t('segments.other_name')}
      options={[
        { value: '*', label: t('segments.any_event') },
        ...events.map(({ event }) => ({ value: event, label: eventName(say, event) })),
      ]}
      onChange={onChange}
    />
  )
}

const filtersQuery = {
  queryKey: ['metrics', 'filters'],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<FilterOptions>('/metrics/filters', undefined, signal),
  staleTime: 60_000,
}

export function TraitChoice({ say, value, onChange }: { say: Say; value: string; onChange: (path: string) => void }) {
  const { t } = say
  const found = useQuery(filtersQuery).data?.traits.map(({ trait }) => trait) ?? []
  const defined = useQuery(traitDefinitionsQuery).data?.definitions.map(({ trait }) => trait) ?? []
  const ours: readonly string[] = [...commonTraits, ...loyaltyTraits]
  const own = [...new Set([...defined, ...found])].filter((trait) => !ours.includes(trait))
  const named = (trait: string) => ({ value: trait, label: say.names.trait(trait) })
  return (
    <NameChoice
      label={t('segments.which_trait')}
      value={value}
      otherLabel={t('segments.other_name')}
      options={[
        ...[...commonTraits, ...own].map(named),
        ...loyaltyTraits.map((trait) => ({ ...named(trait), group: t('console.nav.loyalty') })),
      ]}
      onChange={onChange}
    />
  )
}

/** Values that occur for a trait, to choose from while typing. */
export function useTraitValues(path: string): string[] {
  const { data } = useQuery(filtersQuery)
  if (path === 'tags') return data?.tags.map(({ value }) => value) ?? []
  return data?.traits.find(({ trait }) => trait === path)?.values.map(({ value }) => value) ?? []
}
