import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CustomerPage } from '#contract/customers'
import { api } from '../../api/client.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { customerName } from '../customer-name.ts'
import classes from './CustomerField.module.css'

type Chosen = { customerId: string; name: string }
type CustomerFieldProps = { label: string; customer?: Chosen; onChange: (customer: Chosen | undefined) => void }

/** Finds a customer by name, e-mail or phone. */
export function CustomerField({ label, customer, onChange }: CustomerFieldProps) {
  const { t } = useI18n()
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), 150)
  const found = useQuery({
    queryKey: ['customers', 'find', search],
    queryFn: ({ signal }) => api.get<CustomerPage>('/customers', { search, limit: 6 }, signal),
    enabled: search.length > 1,
    placeholderData: keepPreviousData,
  })
  if (customer) {
    return (
      <div>
        <span className={classes.legend}>{label}</span>
        <div className={classes.chosen}>
          <bdi>{customer.name}</bdi>
          <CloseButton size="sm" onClick={() => onChange(undefined)} aria-label={t('tasks.customer_remove')} />
        </div>
      </div>
    )
  }
  return (
    <div>
      <TextInput
        label={label}
        placeholder={t('tasks.customer_search')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {search.length > 1 && (
        <ul className={classes.found}>
          {(found.data?.customers ?? []).map((one) => (
            <li key={one.customerId}>
              <button type="button" onClick={() => onChange({ customerId: one.customerId, name: customerName(one) })}>
                <bdi>{customerName(one)}</bdi>
                <span>
                  <bdi>{one.email ?? one.phone ?? one.externalId}</bdi>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
