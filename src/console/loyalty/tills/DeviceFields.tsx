import { TextInput } from '@mantine/core'
import { useId } from 'react'
import { useI18n } from '../../i18n/use-i18n.ts'

type Fields = { name: string; shop: string }

/** As the API takes it: no shop is null. */
export const deviceOf = ({ name, shop }: Fields): { name: string; shop: string | null } => ({
  name: name.trim(),
  shop: shop.trim() || null,
})

/** What a till is called, and in which shop it stands; shops that have tills already are proposed. */
export function DeviceFields({
  fields,
  shops,
  onChange,
}: {
  fields: Fields
  shops: string[]
  onChange: (fields: Fields) => void
}) {
  const { t } = useI18n()
  const list = useId()
  return (
    <>
      <TextInput
        label={t('till.settings.name')}
        placeholder={t('till.settings.name_example')}
        required
        withAsterisk={false}
        maxLength={80}
        data-autofocus
        value={fields.name}
        onChange={({ currentTarget }) => onChange({ ...fields, name: currentTarget.value })}
      />
      <TextInput
        label={t('till.settings.shop')}
        description={t('till.settings.shop_help')}
        maxLength={80}
        list={list}
        value={fields.shop}
        onChange={({ currentTarget }) => onChange({ ...fields, shop: currentTarget.value })}
      />
      <datalist id={list}>
        {shops.map((shop) => (
          <option key={shop} value={shop} />
        ))}
      </datalist>
    </>
  )
}
