import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CustomerPage } from '#contract/customers'
import type { MergeRecord } from '#contract/merges'
import { api } from '../../api/client.ts'
import { Avatar, Dialog, Loading } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { customerName } from '../customer-name.ts'
import { MergeDialog } from './MergeDialog.tsx'
import classes from './merge.module.css'

type MergeWithDialogProps = { customerId: string; onClose: () => void; onMerged?: (merge: MergeRecord) => void }

/** Finds who else this person is, then shows both side by side. */
export function MergeWithDialog({ customerId, onClose, onMerged }: MergeWithDialogProps) {
  const { t } = useI18n()
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), 200)
  const [other, setOther] = useState<string>()
  const found = useQuery({
    queryKey: ['customers', 'merge-with', search],
    queryFn: ({ signal }) => api.get<CustomerPage>('/customers', { search, limit: 8 }, signal),
    enabled: search.length > 1,
  })
  if (other !== undefined)
    return (
      <MergeDialog pair={{ fromId: other, intoId: customerId }} onClose={onClose} {...(onMerged && { onMerged })} />
    )
  const people = found.data?.customers.filter((one) => one.customerId !== customerId) ?? []
  return (
    <Dialog title={t('merges.with_title')} onClose={onClose}>
      <TextInput
        data-autofocus
        label={t('merges.with_search')}
        value={text}
        autoComplete="off"
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {found.isFetching && people.length === 0 && <Loading lines={3} />}
      <ul className={classes.found}>
        {people.map((one) => (
          <li key={one.customerId}>
            <button type="button" className={classes.person} onClick={() => setOther(one.customerId)}>
              <Avatar name={customerName(one)} size={32} />
              <span>
                <bdi>{customerName(one)}</bdi>
                <small>
                  <bdi>{one.email ?? one.phone ?? one.externalId}</bdi>
                </small>
              </span>
              <em>{t('merges.orders', { orders: one.orders })}</em>
            </button>
          </li>
        ))}
      </ul>
      {found.isSuccess && people.length === 0 && <p className={classes.lead}>{t('customers.none.title')}</p>}
    </Dialog>
  )
}
