import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CustomerDetail } from '#contract/customers'
import type { Ticket } from '#contract/inbox'
import { Avatar, Badge, Fact, Facts, LinkButton, Loading, Problem, RhythmStrip } from '../components/index.ts'
import { isLate } from '../customers/customer-columns.tsx'
import { customerName } from '../customers/customer-name.ts'
import { customerQuery } from '../customers/customer-query.ts'
import { lateRisk } from '../customers/late-risk.ts'
import { lifecycleTone } from '../customers/lifecycle-tone.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './inbox.module.css'
import { TicketCustomerField } from './TicketCustomerField.tsx'

/** Who wrote: what they are worth, in which rhythm they come, and the way to everything else. */
export function TicketPerson({ ticket, mayWrite }: { ticket: Ticket; mayWrite: boolean }) {
  const { t } = useI18n()
  const { customer } = ticket
  return (
    <aside className={classes.person} aria-label={t('inbox.about')}>
      {customer ? (
        <>
          <Customer customerId={customer.customerId} />
          {mayWrite && <SomebodyElse key={customer.customerId} ticket={ticket} />}
        </>
      ) : (
        <Unknown ticket={ticket} mayWrite={mayWrite} />
      )}
    </aside>
  )
}

function Customer({ customerId }: { customerId: string }) {
  const { data, error, refetch } = useQuery(customerQuery(customerId))
  if (data) return <Known customer={data} />
  return error ? <Problem error={error} onRetry={() => void refetch()} /> : <Loading lines={5} />
}

function Known({ customer }: { customer: CustomerDetail }) {
  const { t, money, number, day } = useI18n()
  const { customerId, revenueMinor, currency, visits, usualGapDays, silentDays, asOf, recentVisits, lastVisitOn } =
    customer
  const name = customerName(customer)
  const worry = isLate(customer, asOf) ? lateRisk(customer.scores?.band, 'high') : undefined
  return (
    <>
      <div className={classes.personHead}>
        <Avatar name={name} size={40} />
        <div>
          <h3>
            <bdi>{name}</bdi>
          </h3>
          {customer.lifecycle && (
            <Badge tone={lifecycleTone[customer.lifecycle]}>{t(`customers.lifecycle.${customer.lifecycle}`)}</Badge>
          )}
        </div>
      </div>
      {recentVisits.length > 0 && (
        <RhythmStrip visits={recentVisits} until={asOf} usualGapDays={usualGapDays} risk={worry} />
      )}
      {worry && (
        <p className={classes.late}>
          <Badge tone={worry === 'high' ? 'now' : 'look'}>{t('customers.figure.late')}</Badge>
        </p>
      )}
      <Facts>
        <Fact name={t('customers.figure.worth')}>{money(revenueMinor, currency, 'whole')}</Fact>
        <Fact name={t('inbox.visits')}>{number(visits)}</Fact>
        {usualGapDays !== null && (
          <Fact name={t('customers.figure.gap')}>{t('console.unit.days', { days: Math.round(usualGapDays) })}</Fact>
        )}
        {silentDays !== null && (
          <Fact name={t('customers.figure.silent')}>{t('console.unit.days', { days: silentDays })}</Fact>
        )}
        {lastVisitOn !== null && <Fact name={t('inbox.last_visit')}>{day(lastVisitOn, 'short')}</Fact>}
      </Facts>
      <LinkButton to="/customers/$customerId" params={{ customerId }} variant="default" size="sm">
        {t('inbox.open_customer')}
      </LinkButton>
    </>
  )
}

/** Somebody nobody knows: who they may be can be said here. */
function Unknown({ ticket, mayWrite }: { ticket: Ticket; mayWrite: boolean }) {
  const { t } = useI18n()
  const { sender } = ticket
  return (
    <>
      <h3>{t('inbox.unknown')}</h3>
      {sender && (
        <p className={classes.quiet}>
          <bdi>{sender.name ?? ''}</bdi> <bdi>{sender.address}</bdi>
        </p>
      )}
      {mayWrite && <TicketCustomerField ticket={ticket} />}
    </>
  )
}

/** Somebody else had their telephone, or two share an address: the ticket goes to whose it is. */
function SomebodyElse({ ticket }: { ticket: Ticket }) {
  const { t } = useI18n()
  const [asking, setAsking] = useState(false)
  if (asking) return <TicketCustomerField ticket={ticket} />
  return (
    <Button variant="subtle" size="sm" onClick={() => setAsking(true)}>
      {t('inbox.somebody_else')}
    </Button>
  )
}
