import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { CustomerDetail } from '#contract/customers'
import { Avatar, Badge, Card, HelpHint, Loading, PageHeader, Problem, RhythmStrip } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { ContactActions } from './ContactActions.tsx'
import { CustomerFacts } from './CustomerFacts.tsx'
import { CustomerFigures } from './CustomerFigures.tsx'
import classes from './CustomerPage.module.css'
import { isLate } from './customer-columns.tsx'
import { customerName } from './customer-name.ts'
import { customerQuery } from './customer-query.ts'
import { lifecycleTone } from './lifecycle-tone.ts'
import { customerRoute } from './routes.ts'
import { Timeline } from './Timeline.tsx'

/** One person: who, since when, worth what, in which rhythm, and everything that happened. */
export function CustomerPage() {
  const { t } = useI18n()
  const { customerId } = customerRoute.useParams()
  const customer = useQuery(customerQuery(customerId))
  if (customer.data !== undefined) return <Known customer={customer.data} />
  return (
    <>
      <PageHeader title={t('customers.one')} back={<BackToList />} />
      {customer.isError ? (
        <Problem error={customer.error} onRetry={() => void customer.refetch()} />
      ) : (
        <Card>
          <Loading lines={8} />
        </Card>
      )}
    </>
  )
}

function Known({ customer }: { customer: CustomerDetail }) {
  const { t, day } = useI18n()
  const name = customerName(customer)
  return (
    <>
      <PageHeader
        title={name}
        back={<BackToList />}
        sign={<Avatar name={name} size={52} />}
        subtitle={
          <span className={classes.subtitle}>
            {customer.firstVisitOn === null
              ? t('customers.seen_since', { day: day(customer.firstSeenAt) })
              : t('customers.since', { day: day(customer.firstVisitOn) })}
            {customer.lifecycle && (
              <Badge tone={lifecycleTone[customer.lifecycle]}>{t(`customers.lifecycle.${customer.lifecycle}`)}</Badge>
            )}
            {customer.tags.map((tag) => (
              <Link key={tag} to="/customers" search={{ tag: [tag] }}>
                <Badge>
                  <bdi>#{tag}</bdi>
                </Badge>
              </Link>
            ))}
          </span>
        }
        actions={<ContactActions name={name} email={customer.email} phone={customer.phone} />}
      />
      <CustomerFigures customer={customer} />
      <div className={classes.columns}>
        <div className={classes.main}>
          {customer.recentVisits.length > 0 && <RhythmCard customer={customer} />}
          <Timeline customerId={customer.customerId} currency={customer.currency} />
        </div>
        <CustomerFacts customer={customer} />
      </div>
    </>
  )
}

function RhythmCard({ customer }: { customer: CustomerDetail }) {
  const { t } = useI18n()
  const { usualGapDays, silentDays, recentVisits, visits, asOf } = customer
  const late = isLate(customer, asOf)
  const title = t('customers.rhythm.title')
  return (
    <Card
      title={
        <span className={classes.withHelp}>
          {title}
          <HelpHint hint="customers.help.rhythm" about={title} />
        </span>
      }
      subtitle={
        usualGapDays === null
          ? t('customers.rhythm.none')
          : t(late ? 'customers.rhythm.late' : 'customers.rhythm.on_time', {
              gap: Math.round(usualGapDays),
              silent: silentDays ?? 0,
            })
      }
      aside={recentVisits.length < visits && t('customers.rhythm.last_visits', { visits: recentVisits.length })}
    >
      <RhythmStrip
        size="large"
        visits={recentVisits}
        until={asOf}
        usualGapDays={usualGapDays}
        risk={late ? 'high' : undefined}
      />
    </Card>
  )
}

function BackToList() {
  const { t } = useI18n()
  return <Link to="/customers">{t('customers.back')}</Link>
}
