import { IconFileImport } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import type { TodayReport } from '#contract/metrics'
import { apiAddress } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Card } from '../components/Card.tsx'
import { CsvLink } from '../components/CsvLink.tsx'
import { EmptyState } from '../components/EmptyState.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { Loading } from '../components/Loading.tsx'
import { PageHeader } from '../components/PageHeader.tsx'
import { Problem } from '../components/Problem.tsx'
import { loadAreas } from '../i18n/store.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { CameBackCard } from './CameBackCard.tsx'
import { LateCard } from './LateCard.tsx'
import { SideLoading } from './SideLoading.tsx'
import { TodayFigures } from './TodayFigures.tsx'
import classes from './TodayPage.module.css'
import { todayQuery } from './today-query.ts'

const PromisedCards = lazy(async () => {
  const [cards] = await Promise.all([import('./PromisedCards.tsx'), loadAreas('care', 'tasks')])
  return cards
})

/** What should I do now? */
export function TodayPage() {
  const { t, calendar } = useI18n()
  const today = useQuery(todayQuery(calendar))
  if (today.data === undefined) {
    return (
      <>
        <PageHeader title={t('console.nav.today')} />
        {today.isError ? (
          <Problem error={today.error} onRetry={() => void today.refetch()} />
        ) : (
          <Card>
            <Loading lines={8} />
          </Card>
        )}
      </>
    )
  }
  return today.data.orders === 0 ? <FirstDay /> : <Report report={today.data} />
}

function Report({ report }: { report: TodayReport }) {
  const { t, day, money } = useI18n()
  const { workspace } = useSession()
  const { late, currency, asOf, date } = report
  return (
    <>
      <PageHeader
        tab={t('console.nav.today')}
        title={t('today.headline', {
          late: late.customers,
          money: money(late.yearlyMinor, currency, 'whole'),
          name: workspace.name,
        })}
        subtitle={asOf === date ? day(date, 'long') : t('today.as_of', { day: day(asOf, 'long') })}
        actions={
          late.customers > 0 && (
            <CsvLink
              href={apiAddress('/customers', { filter: 'late', sort: 'yearly', format: 'csv' })}
              label={t('today.export_late')}
            >
              {t('today.export')}
            </CsvLink>
          )
        }
      />
      <TodayFigures report={report} />
      <div className={classes.columns}>
        <LateCard report={report} />
        <div className={classes.side}>
          <Suspense fallback={<SideLoading />}>
            <PromisedCards>
              <CameBackCard report={report} />
            </PromisedCards>
          </Suspense>
        </div>
      </div>
    </>
  )
}

function FirstDay() {
  const { t } = useI18n()
  return (
    <>
      <PageHeader title={t('console.nav.today')} />
      <Card>
        <EmptyState
          icon={<IconFileImport aria-hidden />}
          title={t('today.empty.title')}
          text={t('today.empty.text')}
          action={<LinkButton to="/imports">{t('today.empty.action')}</LinkButton>}
        />
      </Card>
    </>
  )
}
