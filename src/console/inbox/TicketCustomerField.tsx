import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Ticket } from '#contract/inbox'
import { CustomerField } from '../customers/find/CustomerField.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import { useTicketChange } from './use-ticket-change.ts'

/** Whose the ticket is, looked up and said; undoing gives it back. */
export function TicketCustomerField({ ticket: { ticketId, customer } }: { ticket: Ticket }) {
  const { t } = useI18n()
  const { change } = useTicketChange()
  const [chosen, setChosen] = useState<{ customerId: string; name: string }>()
  const give = ({ customerId }: { customerId: string }) =>
    change(ticketId, { customerId }, t('inbox.linked'), { customerId: customer?.customerId ?? null })
  return (
    <>
      <CustomerField label={t('inbox.who_is_it')} {...(chosen && { customer: chosen })} onChange={setChosen} />
      {chosen && (
        <Button size="sm" onClick={() => void give(chosen)}>
          {t('inbox.link')}
        </Button>
      )}
    </>
  )
}
