import type { CustomerDetail } from '#contract/customers'
import { Figure, FigureRow } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { isLate } from './customer-columns.tsx'
import { lateRisk } from './late-risk.ts'

const nothing = '–'

/** Worth, orders, rhythm and silence of one person. */
export function CustomerFigures({ customer }: { customer: CustomerDetail }) {
  const { t, money, number } = useI18n()
  const { revenueMinor, refundedMinor, costMinor, yearlyMinor, currency, orders, averageMinor, visits } = customer
  const { usualGapDays, silentDays, asOf, scores } = customer
  const late = isLate(customer, asOf)
  return (
    <FigureRow>
      <Figure
        label={t('customers.figure.worth')}
        help="customers.help.worth"
        value={money(revenueMinor, currency, 'whole')}
        of={
          costMinor !== null
            ? t('customers.figure.margin', { money: money(revenueMinor - costMinor, currency, 'whole') })
            : refundedMinor > 0
              ? t('customers.figure.refunded', { money: money(refundedMinor, currency, 'whole') })
              : t('customers.figure.a_year', { money: money(yearlyMinor, currency, 'whole') })
        }
      />
      <Figure
        label={t('customers.figure.orders')}
        help="customers.help.orders"
        value={number(orders)}
        of={
          orders > 0
            ? t('customers.figure.average', { money: money(averageMinor, currency), visits })
            : t('customers.figure.no_orders')
        }
      />
      <Figure
        label={t('customers.figure.gap')}
        help="customers.help.rhythm"
        value={usualGapDays === null ? nothing : t('console.unit.days', { days: Math.round(usualGapDays) })}
        of={usualGapDays === null ? t('customers.figure.gap_unknown') : t('customers.figure.gap_of', { visits })}
      />
      <Figure
        label={t('customers.figure.silent')}
        help="customers.help.late"
        value={silentDays === null ? nothing : t('console.unit.days', { days: silentDays })}
        tone={!late ? 'good' : lateRisk(scores?.band, 'high') === 'high' ? 'now' : 'look'}
        of={
          usualGapDays === null || silentDays === null
            ? undefined
            : t(late ? 'customers.figure.late' : 'customers.figure.in_rhythm')
        }
      />
    </FigureRow>
  )
}
