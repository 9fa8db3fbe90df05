import { Link } from '@tanstack/react-router'
import type { TodayReport } from '#contract/metrics'
import { Card } from '../components/Card.tsx'
import { EmptyState } from '../components/EmptyState.tsx'
import { ContactActions } from '../customers/ContactActions.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './CameBackCard.module.css'

const shown = 6

/** Who returned after a silence that was long for them: a moment to say thank you. */
export function CameBackCard({ report }: { report: TodayReport }) {
  const { t, day, money } = useI18n()
  const { cameBack, currency } = report
  return (
    <Card
      title={t('today.came_back.title')}
      subtitle={t('today.came_back.subtitle')}
      aside={
        cameBack.customers > shown && (
          <Link to="/customers" search={{ filter: 'came_back', sort: 'yearly' }} className={classes.all}>
            {t('today.late.see_all', { people: cameBack.customers })}
          </Link>
        )
      }
    >
      {cameBack.list.length === 0 ? (
        <EmptyState title={t('today.came_back.empty')} />
      ) : (
        <ul className={classes.list}>
          {cameBack.list.slice(0, shown).map((customer) => (
            <li key={customer.customerId} className={classes.row}>
              <Link to="/customers/$customerId" params={{ customerId: customer.customerId }} className={classes.name}>
                <bdi>{customer.name}</bdi>
              </Link>
              <span className={classes.worth}>
                {t('today.came_back.a_year', { money: money(customer.yearlyMinor, currency, 'whole') })}
              </span>
              <span className={classes.when}>
                {t('today.came_back.after', { day: day(customer.cameBackOn), away: customer.awayDays })}
              </span>
              <span className={classes.actions}>
                <ContactActions
                  brief
                  name={customer.name}
                  email={customer.email}
                  phone={customer.phone}
                  number={customer.externalId}
                />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
