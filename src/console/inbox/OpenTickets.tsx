import { useQuery } from '@tanstack/react-query'
import { useI18n } from '../i18n/use-i18n.ts'
import { openTicketsQuery } from './inbox-query.ts'

/** How many tickets wait for us, beside the entry of the navigation; nothing where none does. */
export function OpenTickets({ className }: { className: string | undefined }) {
  const { t, number } = useI18n()
  const { data = 0 } = useQuery(openTicketsQuery)
  if (data === 0) return null
  return (
    <span className={className} title={t('console.open_tickets', { tickets: data })}>
      {number(data)}
    </span>
  )
}
