import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox } from '@mantine/core'
import { useI18n } from '../../i18n/use-i18n.ts'
import { type Selection, useIsSelected } from './selection.ts'

/** Picks one row of the list. */
export function SelectBox({ selection, id, name }: { selection: Selection; id: string; name: string }) {
  const { t } = useI18n()
  const checked = useIsSelected(selection, id)
  return (
    <Checkbox
      size="sm"
      checked={checked}
      aria-label={t('customers.bulk.pick', { name })}
      onChange={(event) => selection.set([id], event.currentTarget.checked)}
    />
  )
}
