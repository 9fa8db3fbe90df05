import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { CustomerDetail } from '#contract/customers'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { Avatar, Badge, Card, Loading, PageHeader, PageOf, Problem } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { MembershipCard } from '../loyalty/MembershipCard.tsx'
import { SegmentChips } from '../segments/SegmentChips.tsx'
import { customerTasksQuery } from '../tasks/tasks-query.ts'
import { ContactActions } from './ContactActions.tsx'
import { CustomerFacts } from './CustomerFacts.tsx'
import { CustomerFigures } from './CustomerFigures.tsx'
import classes from './CustomerPage.module.css'
import { CustomerTools } from './CustomerTools.tsx'
import { AttachmentsCard } from './care/AttachmentsCard.tsx'
import { ConsentCard } from './care/ConsentCard.tsx'
import { CustomerTasksCard } from './care/CustomerTasksCard.tsx'
import { careQuery } from './care/care-query.ts'
import { DatesCard } from './care/DatesCard.tsx'
import { FavouritesCard } from './care/FavouritesCard.tsx'
import { NextActionCard } from './care/NextActionCard.tsx'
import { NextProductsCard } from './care/NextProductsCard.tsx'
import { NotesCard } from './care/NotesCard.tsx'
import { OutlookCard } from './care/OutlookCard.tsx'
import { PreferencesCard } from './care/PreferencesCard.tsx'
import { PresenceFaces } from './care/PresenceFaces.tsx'
import { RhythmCard } from './care/RhythmCard.tsx'
import { customerName } from './customer-name.ts'
import { customerQuery } from './customer-query.ts'
import { lifecycleTone } from './lifecycle-tone.ts'
import { PrivacyActions } from './privacy/PrivacyActions.tsx'
import { customerRoute } from './routes.ts'
import { Timeline } from './Timeline.tsx'

/** One person: who, since when, worth what, in which rhythm, what to do now, and everything that happened. */
export function CustomerPage() {
  const { t } = useI18n()
  const { customerId } = customerRoute.useParams()
  return (
    <PageOf query={useQuery(customerQuery(customerId))} title={t('customers.one')} back={<BackToList />}>
      {(customer) => <Known key={customerId} customer={customer} />}
    </PageOf>
  )
}

function Known({ customer }: { customer: CustomerDetail }) {
  const name = customerName(customer)
  return (
    <>
      <PageHeader
        title={name}
        back={<BackToList />}
        sign={<Avatar name={name} size={52} />}
        subtitle={<Subtitle customer={customer} />}
        actions={
          <>
            <PresenceFaces customerId={customer.customerId} />
            <ContactActions name={name} email={customer.email} phone={customer.phone} writeTo={customer.customerId} />
            <CustomerTools customer={customer} />
            <PrivacyActions customerId={customer.customerId} name={name} />
          </>
        }
      />
      <CustomerFigures customer={customer} />
      <Panels customer={customer} name={name} />
    </>
  )
}

/** On a phone the panels stand in one column, what is done most first; see the style sheet. */
function Panels({ customer, name }: { customer: CustomerDetail; name: string }) {
  const { customerId } = customer
  const { role } = useSession()
  const care = useQuery(careQuery(customerId))
  const tasks = useQuery(customerTasksQuery(customerId))
  const ofTasks = tasks.data && { tasks: tasks.data.tasks, today: tasks.data.today }
  return (
    <div className={classes.columns}>
      <div className={classes.main}>
        {(care.isLoading || tasks.isLoading) && <Coming className={classes.next} lines={2} />}
        {care.data && ofTasks && (
          <div className={classes.next}>
            <NextActionCard customer={customer} care={care.data} {...ofTasks} />
          </div>
        )}
        {customer.recentVisits.length > 0 && (
          <div className={classes.rhythm}>
            <RhythmCard customer={customer} risk={care.data?.risk} />
            <OutlookCard customer={customer} />
          </div>
        )}
        {care.isLoading && <Coming className={classes.consents} lines={4} />}
        {care.data && (
          <div className={classes.consents}>
            <ConsentCard customerId={customerId} consents={care.data.consents} />
          </div>
        )}
        <div className={classes.timeline}>
          <Timeline customerId={customerId} currency={customer.currency} />
        </div>
      </div>
      <div className={classes.side}>
        {tasks.isLoading && <Coming className={classes.tasks} lines={2} />}
        {ofTasks && (
          <div className={classes.tasks}>
            <CustomerTasksCard customer={{ customerId, name }} {...ofTasks} />
          </div>
        )}
        {roleMay(role, 'loyalty:read') && (
          <div className={classes.loyalty}>
            <MembershipCard customerId={customerId} />
          </div>
        )}
        {care.data ? (
          <>
            <div className={classes.notes}>
              <NotesCard customerId={customerId} notes={care.data.notes} />
            </div>
            <div className={classes.dates}>
              <DatesCard customerId={customerId} dates={care.data.dates} />
            </div>
            <div className={classes.preferences}>
              <PreferencesCard customerId={customerId} preferences={care.data.preferences} />
            </div>
          </>
        ) : (
          <Card>{care.isError ? <Problem error={care.error} onRetry={() => void care.refetch()} /> : <Loading />}</Card>
        )}
        <div className={classes.favourites}>
          <FavouritesCard customerId={customerId} />
        </div>
        {roleMay(role, 'recommendations:read') && (
          <div className={classes.offer}>
            <NextProductsCard customerId={customerId} />
          </div>
        )}
        {care.data && (
          <div className={classes.files}>
            <AttachmentsCard customerId={customerId} attachments={care.data.attachments} />
          </div>
        )}
        {roleMay(role, 'segments:read') && (
          <div className={classes.segments}>
            <SegmentChips customerId={customerId} />
          </div>
        )}
        <div className={classes.facts}>
          <CustomerFacts customer={customer} />
        </div>
      </div>
    </div>
  )
}

/** Keeps the place of a panel, so that what stands below does not jump when it comes. */
function Coming({ className, lines }: { className: string | undefined; lines: number }) {
  return (
    <div className={className}>
      <Card>
        <Loading lines={lines} />
      </Card>
    </div>
  )
}

function Subtitle({ customer }: { customer: CustomerDetail }) {
  const { t, day } = useI18n()
  return (
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
  )
}

function BackToList() {
  const { t } = useI18n()
  return <Link to="/customers">{t('customers.back')}</Link>
}
