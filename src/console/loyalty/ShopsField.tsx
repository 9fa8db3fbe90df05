import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import '@mantine/core/styles/Combobox.layer.css'
import { TagsInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { tillsQuery } from './tills/tills-query.ts'

type Props = { help?: string; chosen: string[] | undefined; onChange: (shops: string[] | undefined) => void }

/** In which shops something holds, by the names that tills have; none for everywhere. */
export function ShopsField({ help, chosen = [], onChange }: Props) {
  const { t } = useI18n()
  const mayRead = roleMay(useSession().role, 'people:read')
  const tills = useQuery({ ...tillsQuery, enabled: mayRead })
  const known = new Set(tills.data?.devices.flatMap(({ shop }) => shop ?? []))
  return (
    <TagsInput
      comboboxProps={{ withinPortal: false }}
      label={t('loyalty.reward.shops')}
      description={help}
      data={[...known]}
      value={chosen}
      maxTags={50}
      onChange={(shops) => onChange(shops.length === 0 ? undefined : shops)}
    />
  )
}
