import { CloseButton, Menu } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { FilterOptions } from '#contract/metrics'
import { traitChoiceText, traitName } from '../customers/list/trait-words.ts'
import { traitDefinitionsQuery } from '../customers/list/traits-query.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import type { ViewProps } from './InsightsPage.tsx'
import classes from './insights.module.css'

type Name = 'source' | 'trait' | 'tag'
const shownValues = 12

/** Only these customers: by where their orders came from, by a trait, by a tag. What is chosen can be taken away again. */
export function InsightsFilters({ search, onChange, options }: ViewProps & { options: FilterOptions | undefined }) {
  const { t, number } = useI18n()
  const { sources = [], traits = [], tags = [] } = options ?? {}
  const definitions = useQuery(traitDefinitionsQuery).data?.definitions
  const chosen = (['source', 'trait', 'tag'] as const).flatMap((name) =>
    (search[name] ?? []).map((value) => ({ name, value })),
  )
  const set = (name: Name, values: string[]) => onChange({ [name]: values.length === 0 ? undefined : values })
  const add = (name: Name, value: string) => set(name, [...new Set([...(search[name] ?? []), value])])
  const remove = (name: Name, value: string) =>
    set(
      name,
      (search[name] ?? []).filter((one) => one !== value),
    )
  const item = (name: Name, value: string, text: string, customers?: number) => (
    <Menu.Item
      key={value}
      onClick={() => add(name, value)}
      rightSection={customers === undefined ? null : number(customers)}
    >
      <bdi>{text}</bdi>
    </Menu.Item>
  )
  return (
    <>
      {chosen.map(({ name, value }) => {
        const text = name === 'trait' ? traitChoiceText(t, value, definitions) : name === 'tag' ? `#${value}` : value
        return (
          <span key={`${name} ${value}`} className={classes.chosen}>
            <bdi>{text}</bdi>
            <CloseButton
              size="sm"
              aria-label={t('insights.filter.remove', { filter: text })}
              onClick={() => remove(name, value)}
            />
          </span>
        )
      })}
      {sources.length + traits.length + tags.length > 0 && (
        <Menu position="bottom-start" shadow="md" width={260}>
          <Menu.Target>
            <button type="button" className={classes.select}>
              <IconFilter size={15} stroke={1.8} aria-hidden /> {t('insights.filter.add')}
            </button>
          </Menu.Target>
          <Menu.Dropdown className={classes.menu ?? ''}>
            {sources.length > 0 && <Menu.Label>{t('insights.filter.source')}</Menu.Label>}
            {sources.map((source) => item('source', source, source))}
            {tags.length > 0 && <Menu.Label>{t('insights.filter.tag')}</Menu.Label>}
            {tags.slice(0, shownValues).map(({ value, customers }) => item('tag', value, value, customers))}
            {traits.map(({ trait, values }) => (
              <div key={trait}>
                <Menu.Label>
                  <bdi>{traitName(t, trait, definitions)}</bdi>
                </Menu.Label>
                {values
                  .slice(0, shownValues)
                  .map(({ value, customers }) => item('trait', `${trait}:${value}`, value, customers))}
              </div>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  )
}
