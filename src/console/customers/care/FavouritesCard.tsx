import { useQuery } from '@tanstack/react-query'
import type { Favourites } from '#contract/care'
import { Card, Fact, Facts, HelpHint, Loading, Problem } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './care.module.css'
import { favouritesQuery } from './care-query.ts'

const shown = 5
const fewOrders = 3
/** Less often than one time in four is no habit. */
const habit = 0.25

/** What they buy most, when and where they come: read from their orders, recent ones counting more. */
export function FavouritesCard({ customerId }: { customerId: string }) {
  const { t } = useI18n()
  const favourites = useQuery(favouritesQuery(customerId))
  const title = t('care.favourites.title')
  return (
    <Card
      title={
        <span style={{ display: 'inline-flex', alignItems: 'center', gap: 2 }}>
          {title}
          <HelpHint hint="care.favourites.help" about={title} />
        </span>
      }
      subtitle={
        favourites.data && favourites.data.orders > 0 && t('care.favourites.of', { orders: favourites.data.orders })
      }
    >
      {favourites.data ? (
        <Known favourites={favourites.data} />
      ) : favourites.isError ? (
        <Problem error={favourites.error} onRetry={() => void favourites.refetch()} />
      ) : (
        <Loading lines={3} />
      )}
    </Card>
  )
}

function Known({ favourites }: { favourites: Favourites }) {
  const { t, number, locale } = useI18n()
  const { orders, products, categories, weekdays, hours, sources } = favourites
  // Chosen as what is bought lately counts more; in the order of the numbers that stand beside them.
  const lines = (products.length > 0 ? products : categories).slice(0, shown).toSorted((a, b) => b.times - a.times)
  const mostTimes = lines[0]?.times ?? 1
  if (orders === 0) return <p className={classes.empty}>{t('care.favourites.empty')}</p>
  const day = habitOf(weekdays, orders)
  const hour = habitOf(hours, orders)
  const source = most(sources)
  const dayName = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  return (
    <>
      <ol className={classes.list} style={{ gap: 10 }}>
        {lines.map(({ name, times }) => (
          <li key={name} style={{ display: 'block', padding: 0, border: 0 }}>
            <div className={classes.favourite}>
              <span>
                <bdi>{name}</bdi>
              </span>
              <span className={classes.quiet}>{t('care.favourites.times', { times: number(times) })}</span>
            </div>
            <div className={classes.bar} aria-hidden>
              <span style={{ inlineSize: `${Math.round((100 * times) / mostTimes)}%` }} />
            </div>
          </li>
        ))}
      </ol>
      {orders >= fewOrders && (
        <div style={{ marginBlockStart: lines.length > 0 ? 14 : 0 }}>
          <Facts>
            {products.length > 0 && categories[0] && (
              <Fact name={t('care.favourites.category')}>
                <bdi>{categories[0].name}</bdi>
              </Fact>
            )}
            {day && (
              <Fact name={t('care.favourites.weekday')}>
                {t('care.favourites.most_of', {
                  what: dayName.format(new Date(Date.UTC(2024, 0, day.weekday))),
                  orders: number(day.orders),
                  all: number(orders),
                })}
              </Fact>
            )}
            {hour && (
              <Fact name={t('care.favourites.hour')}>
                {t('care.favourites.hour_of', { from: number(hour.hour), until: number((hour.hour + 1) % 24) })}
              </Fact>
            )}
            {source && sources.length > 1 && (
              <Fact name={t('care.favourites.source')}>
                <bdi>{source.source}</bdi>
              </Fact>
            )}
          </Facts>
        </div>
      )}
    </>
  )
}

function habitOf<T extends { orders: number }>(rows: T[], orders: number): T | undefined {
  const row = most(rows)
  return row && row.orders >= orders * habit ? row : undefined
}

function most<T extends { orders: number }>(rows: T[]): T | undefined {
  return rows.toSorted((a, b) => b.orders - a.orders)[0]
}
