import type { TraitDefinition } from '#contract/customer-edits'
import type { CustomerRow } from '#contract/customers'
import type { EntityColumn } from '../../components/index.ts'
import type { I18n } from '../../i18n/use-i18n.ts'
import { traitText } from './trait-text.ts'

/** The columns of the list when nobody has chosen others; `name` is always there. */
export const usualColumns = ['rhythm', 'orders', 'revenue', 'average', 'last_order', 'silent'] as const

/** Columns of the program's own that somebody may add. */
export const moreColumns = ['risk', 'clv', 'last_contact'] as const

const keys: Record<string, string> = { last_order: 'last', silent: 'late' }

/** The columns somebody has chosen, in the order of the list, traits behind them. */
export function chooseColumns(
  usual: readonly EntityColumn<CustomerRow>[],
  chosen: readonly string[],
  definitions: readonly TraitDefinition[],
  i18n: I18n,
): EntityColumn<CustomerRow>[] {
  const wanted = new Set(chosen.map((key) => keys[key] ?? key))
  const tags: EntityColumn<CustomerRow> = {
    key: 'tags',
    label: i18n.t('customers.tags'),
    width: 'minmax(110px, 1fr)',
    render: (row) => (row.tags.length === 0 ? '–' : i18n.list(row.tags)),
  }
  const traits = chosen
    .filter((key) => key.startsWith('trait:'))
    .map((key): EntityColumn<CustomerRow> => {
      const trait = key.slice('trait:'.length)
      const definition = definitions.find((one) => one.trait === trait)
      return {
        key,
        label: definition?.label ?? trait,
        width: 'minmax(96px, .9fr)',
        numeric: definition?.kind === 'number',
        render: (row) => traitText(row.traits?.[trait], definition?.kind, i18n),
      }
    })
  return [
    ...usual.filter(({ key }) => key === 'name' || wanted.has(key)),
    ...(wanted.has('tags') ? [tags] : []),
    ...traits,
  ]
}
