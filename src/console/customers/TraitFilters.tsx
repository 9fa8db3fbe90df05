import { CloseButton, Menu } from '@mantine/core'
import { IconAdjustments, IconFilter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { FilterOptions } from '#contract/metrics'
import { api } from '../api/client.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import type { CustomersSearch } from './customers-search.ts'
import { conditionWords } from './list/condition-words.ts'
import { traitChoiceText, traitName } from './list/trait-words.ts'
import { traitDefinitionsQuery } from './list/traits-query.ts'
import classes from './TraitFilters.module.css'

const ConditionDialog = lazy(() =>
  import('./list/ConditionDialog.tsx').then((file) => ({ default: file.ConditionDialog })),
)

type TraitFiltersProps = { search: CustomersSearch; onChange: (next: CustomersSearch) => void }

const shownValues = 12

/** Narrowing by tags and traits: what is chosen stands as words that can be taken away. */
export function TraitFilters({ search, onChange }: TraitFiltersProps) {
  const i18n = useI18n()
  const { t } = i18n
  const { tag = [], trait = [], where = [] } = search
  const definitions = useQuery(traitDefinitionsQuery).data?.definitions
  const set = (name: 'tag' | 'trait' | 'where', values: string[]) =>
    onChange({ [name]: values.length === 0 ? undefined : values })
  return (
    <>
      {tag.map((value) => (
        <Chosen
          key={value}
          text={`#${value}`}
          onRemove={() =>
            set(
              'tag',
              tag.filter((one) => one !== value),
            )
          }
        />
      ))}
      {trait.map((value) => (
        <Chosen
          key={value}
          text={traitChoiceText(t, value, definitions)}
          onRemove={() =>
            set(
              'trait',
              trait.filter((one) => one !== value),
            )
          }
        />
      ))}
      {where.map((value) => (
        <Chosen
          key={value}
          text={conditionWords(value, definitions ?? [], i18n)}
          onRemove={() =>
            set(
              'where',
              where.filter((one) => one !== value),
            )
          }
        />
      ))}
      <AddFilter
        label={t('customers.more_filters')}
        onTag={(value) => set('tag', [...new Set([...tag, value])])}
        onTrait={(value) => set('trait', [...new Set([...trait, value])])}
        onWhere={(value) => set('where', [...new Set([...where, value])])}
      />
    </>
  )
}

function Chosen({ text, onRemove }: { text: string; onRemove: () => void }) {
  const { t } = useI18n()
  return (
    <span className={classes.chosen}>
      <bdi>{text}</bdi>
      <CloseButton size="sm" onClick={onRemove} aria-label={t('customers.remove_filter', { filter: text })} />
    </span>
  )
}

type AddFilterProps = {
  label: string
  onTag: (value: string) => void
  onTrait: (value: string) => void
  onWhere: (value: string) => void
}

function AddFilter({ label, onTag, onTrait, onWhere }: AddFilterProps) {
  const { t, number } = useI18n()
  const [opened, setOpened] = useState(false)
  const [asking, setAsking] = useState(false)
  const options = useQuery({
    queryKey: ['metrics', 'filters'],
    queryFn: ({ signal }) => api.get<FilterOptions>('/metrics/filters', undefined, signal),
  })
  const { tags = [], traits = [] } = options.data ?? {}
  const definitions = useQuery(traitDefinitionsQuery).data?.definitions
  if (tags.length === 0 && traits.length === 0) return null
  return (
    <>
      <Menu
        opened={opened}
        onChange={setOpened}
        position="bottom-start"
        shadow="md"
        width={250}
        withinPortal={false}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <button type="button" className={classes.add}>
            <IconFilter size={15} stroke={1.8} aria-hidden />
            {label}
          </button>
        </Menu.Target>
        <Menu.Dropdown className={classes.menu ?? ''}>
          {traits.length > 0 && (
            <Menu.Item
              leftSection={<IconAdjustments size={15} stroke={1.8} aria-hidden />}
              onClick={() => setAsking(true)}
            >
              {t('customers.where.title')}
            </Menu.Item>
          )}
          {tags.length > 0 && <Menu.Label>{t('customers.tags')}</Menu.Label>}
          {tags.slice(0, shownValues).map(({ value, customers }) => (
            <Menu.Item key={value} onClick={() => onTag(value)} rightSection={number(customers)}>
              <bdi>{value}</bdi>
            </Menu.Item>
          ))}
          {traits.map(({ trait, values }) => (
            <div key={trait}>
              <Menu.Label>
                <bdi>{traitName(t, trait, definitions)}</bdi>
              </Menu.Label>
              {values.slice(0, shownValues).map(({ value, customers }) => (
                <Menu.Item key={value} onClick={() => onTrait(`${trait}:${value}`)} rightSection={number(customers)}>
                  <bdi>{value}</bdi>
                </Menu.Item>
              ))}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Suspense>
          <ConditionDialog onAdd={onWhere} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  )
}
