import '@mantine/core/styles/Checkbox.layer.css'
import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import '@mantine/core/styles/Combobox.layer.css'
import { Checkbox, TagsInput } from '@mantine/core'
import { FieldGroup } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { dropping } from './EarningFields.tsx'
import classes from './loyalty.module.css'
import type { RuleFields } from './rule-fields.tsx'

const lists = ['categories', 'brands', 'skus', 'tags'] as const
const switches = ['giftCards', 'discounted'] as const

/** What never earns: products by what they are, lines by how they are sold, customers by a tag. */
export function ExcludeFields({ draft, onChange }: Omit<RuleFields, 'currency'>) {
  const { t } = useI18n()
  const { exclude = {} } = draft
  const set = (change: typeof exclude): void => {
    const next = dropping({ ...exclude, ...change })
    onChange({ exclude: Object.keys(next).length === 0 ? undefined : next })
  }
  return (
    <FieldGroup legend={t('loyalty.rules.exclude')}>
      <p className={classes.quiet}>{t('loyalty.rules.exclude_help')}</p>
      <div className={classes.lists}>
        {lists.map((list) => (
          <TagsInput
            key={list}
            comboboxProps={{ withinPortal: false }}
            label={t(`loyalty.rules.exclude_${list}`)}
            value={exclude[list] ?? []}
            maxTags={200}
            onChange={(names) => set({ [list]: names.length === 0 ? undefined : names })}
          />
        ))}
      </div>
      <div className={classes.lists}>
        {switches.map((one) => (
          <Checkbox
            key={one}
            label={t(`loyalty.rules.exclude_${one}`)}
            checked={exclude[one] ?? false}
            onChange={({ currentTarget }) => set({ [one]: currentTarget.checked || undefined })}
          />
        ))}
      </div>
    </FieldGroup>
  )
}
