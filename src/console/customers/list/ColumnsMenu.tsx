import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, Popover } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useI18n } from '../../i18n/use-i18n.ts'
import filterClasses from '../TraitFilters.module.css'
import { moreColumns, usualColumns } from './choose-columns.ts'
import classes from './list.module.css'
import { traitDefinitionsQuery } from './traits-query.ts'

type ColumnsMenuProps = { columns: readonly string[]; onChange: (columns: string[] | undefined) => void }

/** Which columns the list shows beside the name: the usual ones, and traits that are defined. */
export function ColumnsMenu({ columns, onChange }: ColumnsMenuProps) {
  const { t } = useI18n()
  const definitions = useQuery(traitDefinitionsQuery).data?.definitions ?? []
  const all = [
    ...[...usualColumns, ...moreColumns].map((key) => ({ key: key as string, label: t(`customers.column.${key}`) })),
    { key: 'tags', label: t('customers.tags') },
    ...definitions.map((one) => ({ key: `trait:${one.trait}`, label: one.label })),
  ]
  const toggle = (key: string, on: boolean): void => {
    const wanted = all.map((one) => one.key).filter((one) => (one === key ? on : columns.includes(one)))
    onChange(JSON.stringify(wanted) === JSON.stringify(usualColumns) || wanted.length === 0 ? undefined : wanted)
  }
  return (
    <Popover position="bottom-end" shadow="md" width={250} trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <button type="button" className={filterClasses.add} aria-haspopup="dialog">
          <IconColumns3 size={15} stroke={1.8} aria-hidden />
          {t('customers.columns')}
        </button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t('customers.columns')} className={classes.columns ?? ''}>
        {all.map(({ key, label }) => (
          <Checkbox
            key={key}
            size="sm"
            label={label}
            checked={columns.includes(key)}
            onChange={(event) => toggle(key, event.currentTarget.checked)}
          />
        ))}
      </Popover.Dropdown>
    </Popover>
  )
}
