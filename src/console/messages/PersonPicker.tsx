import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/ScrollArea.layer.css'
import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { CustomerPage } from '#contract/customers'
import { api } from '../api/client.ts'
import { customerName } from '../customers/customer-name.ts'
import { useI18n } from '../i18n/use-i18n.ts'

type PersonPickerProps = { value: string | undefined; onChange: (customerId: string | undefined) => void }

/** Through whose eyes a message is looked at; nobody's in particular when none is picked. */
export function PersonPicker({ value, onChange }: PersonPickerProps) {
  const { t } = useI18n()
  const [text, setText] = useState('')
  const search = useDeferredValue(text)
  const found = useQuery({
    queryKey: ['customers', 'picker', search],
    queryFn: ({ signal }) => api.get<CustomerPage>('/customers', { search, limit: 8 }, signal),
    placeholderData: (before) => before,
  })
  const people = found.data?.customers ?? []
  return (
    <Select
      searchable
      clearable
      label={t('messaging.seen_by')}
      placeholder={t('messaging.seen_by_anybody')}
      nothingFoundMessage={t('messaging.nobody_found')}
      data={people.map((one) => ({ value: one.customerId, label: customerName(one) }))}
      filter={({ options }) => options}
      value={value ?? null}
      onSearchChange={setText}
      onChange={(picked) => onChange(picked ?? undefined)}
    />
  )
}
