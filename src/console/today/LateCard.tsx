import { Link } from '@tanstack/react-router'
import type { LateCustomer, TodayReport } from '#contract/metrics'
import { Avatar } from '../components/Avatar.tsx'
import { Badge } from '../components/Badge.tsx'
import { Card } from '../components/Card.tsx'
import { EmptyState } from '../components/EmptyState.tsx'
import { HelpHint } from '../components/HelpHint.tsx'
import { RhythmStrip } from '../components/RhythmStrip.tsx'
import { ContactActions } from '../customers/ContactActions.tsx'
import { lateRisk, returnChance } from '../customers/late-risk.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './LateCard.module.css'

const shown = 8

/** Regulars who are late against their own rhythm, the most valuable first, each with what can be done now. */
export function LateCard({ report }: { report: TodayReport }) {
  const { t } = useI18n()
  const { late, asOf, currency } = report
  return (
    <Card
      title={
        <>
          {t('today.late.title')} <HelpHint hint="today.late.help" about={t('today.late.title')} />
        </>
      }
      subtitle={late.customers > 0 && t('today.late.sorted')}
      flush
      aside={
        late.customers > shown && (
          <Link to="/customers" search={{ filter: 'late', sort: 'yearly' }} className={classes.all}>
            {t('today.late.see_all', { people: late.customers })}
          </Link>
        )
      }
    >
      {late.list.length === 0 ? (
        <EmptyState title={t('today.late.empty_title')} text={t('today.late.empty_text')} />
      ) : (
        <ul className={classes.list}>
          {late.list.slice(0, shown).map((customer) => (
            <LateRow key={customer.customerId} customer={customer} asOf={asOf} currency={currency} />
          ))}
        </ul>
      )}
    </Card>
  )
}

type LateRowProps = { customer: LateCustomer; asOf: string; currency: string }

function LateRow({ customer, asOf, currency }: LateRowProps) {
  const { t, money, percent } = useI18n()
  const { customerId, name, forecast } = customer
  const worry = lateRisk(forecast?.band, customer.risk)
  // What is foretold to end well is not called worse than late.
  const words = forecast?.band === 'low' ? 'medium' : customer.risk
  return (
    <li className={classes.row}>
      <Avatar name={name} />
      <div className={classes.who}>
        <Link to="/customers/$customerId" params={{ customerId }} className={classes.name}>
          <bdi>{name}</bdi>
        </Link>
        <span>{t('today.late.rhythm', { gap: Math.round(customer.usualGapDays), silent: customer.silentDays })}</span>
        {forecast && <span>{t('today.late.chance', { chance: percent(returnChance(forecast.risk), 0) })}</span>}
      </div>
      <div className={classes.strip}>
        <RhythmStrip visits={customer.recentVisits} until={asOf} usualGapDays={customer.usualGapDays} risk={worry} />
      </div>
      <div className={classes.worth}>
        <b>{money(customer.yearlyMinor, currency, 'whole')}</b>
        <span>{t('today.late.a_year')}</span>
      </div>
      {/* That they are late says the title of the list. */}
      <div className={classes.risk}>
        {(words === 'high' || worry === 'high') && (
          <Badge tone={worry === 'high' ? 'now' : 'look'}>{t(`today.risk.${words}`)}</Badge>
        )}
      </div>
      <div className={classes.actions}>
        <ContactActions
          brief
          customerId={customerId}
          name={name}
          email={customer.email}
          phone={customer.phone}
          number={customer.externalId}
        />
      </div>
    </li>
  )
}
