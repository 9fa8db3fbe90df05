import { useQuery } from '@tanstack/react-query'
import { useI18n } from '../i18n/use-i18n.ts'
import { lastContactQuery } from './last-contacts.ts'

/** When a message reached somebody last, and which, where there is room for it. */
export function LastContact({ customerId, withName = false }: { customerId: string; withName?: boolean }) {
  const { t, day } = useI18n()
  const { data, isPending, isError } = useQuery(lastContactQuery(customerId))
  if (isPending || isError) return '–'
  if (data === null) return withName ? t('customers.never_written') : '–'
  return (
    <>
      {day(data.at)}
      {withName && data.name !== '' && (
        <>
          {' · '}
          <bdi>{data.name}</bdi>
        </>
      )}
    </>
  )
}
