import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ComingDates } from '#contract/care'
import { api } from '../api/client.ts'
import { Card } from '../components/Card.tsx'
import { Fact, Facts } from '../components/Facts.tsx'
import { dateName } from '../customers/care/date-words.ts'
import { useI18n } from '../i18n/use-i18n.ts'

const shown = 6
export const comingDatesQuery = queryOptions({
  queryKey: ['coming-dates'],
  queryFn: ({ signal }) => api.get<ComingDates>('/coming-dates', { days: 7 }, signal),
})

/** Birthdays and other dates of the coming seven days. Nothing at all where there are none. */
export function ComingDatesCard() {
  const i18n = useI18n()
  const { t } = i18n
  const { data } = useQuery(comingDatesQuery)
  if (!data || data.dates.length === 0) return null
  return (
    <Card title={t('care.coming.title')}>
      <Facts>
        {data.dates.slice(0, shown).map((date) => (
          <Fact
            key={date.dateId}
            name={
              <>
                <Link to="/customers/$customerId" params={{ customerId: date.customerId }}>
                  <bdi>{date.name}</bdi>
                </Link>{' '}
                · {dateName(i18n, date)}
              </>
            }
          >
            {t('care.dates.in_days', { days: date.inDays })}
          </Fact>
        ))}
      </Facts>
    </Card>
  )
}
