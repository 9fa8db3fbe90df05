import { NativeSelect } from '@mantine/core'
import type { LoyaltyRulesInput } from '#contract/loyalty'
import { Disclosure } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { choices } from './fine-print.ts'
import classes from './loyalty.module.css'
import type { RuleFields } from './rule-fields.tsx'

/** What programmes differ in and hardly anybody asks for: each choice is the sentence that it becomes. */
export function FinePrintFields({ draft, onChange }: Pick<RuleFields, 'draft' | 'onChange'>) {
  const { t } = useI18n()
  return (
    <Disclosure summary={t('loyalty.fine.title')}>
      <div className={classes.fields}>
        {choices(draft).map(({ name, options, chosen, choose }) => (
          <NativeSelect
            key={name}
            label={t(`loyalty.fine.${name}`)}
            value={chosen}
            onChange={({ currentTarget }) => onChange(choose(currentTarget.value) satisfies Partial<LoyaltyRulesInput>)}
            data={options.map((value) => ({ value, label: t(`loyalty.fine.${name}.${value}`) }))}
          />
        ))}
      </div>
    </Disclosure>
  )
}
