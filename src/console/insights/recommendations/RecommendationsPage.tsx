import { Button } from '@mantine/core'
import { IconPackage, IconRefresh } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { roleMay } from '#contract/permissions'
import type { RecommendationStatus } from '#contract/recommendations'
import { api } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { Card, EmptyState, LinkButton, Loading, PageHeader, Problem } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { InsightsTabs } from '../InsightsTabs.tsx'
import classes from '../insights.module.css'
import { CatalogueCard } from './CatalogueCard.tsx'
import { PreviewCard } from './PreviewCard.tsx'
import { statusQuery } from './recommendations-query.ts'
import { TrainingBar } from './TrainingBar.tsx'
import { WidgetCard } from './WidgetCard.tsx'
import { WorthCard } from './WorthCard.tsx'

/** What the shop's recommendations are worth, on whom they can be tried and how they come onto the shop's pages. */
export function RecommendationsPage() {
  const { t, day } = useI18n()
  const { role } = useSession()
  const status = useQuery(statusQuery)
  const client = useQueryClient()
  const train = useMutation({
    mutationFn: () => api.post('/recommendations/training'),
    onSuccess: () => client.invalidateQueries({ queryKey: statusQuery.queryKey }),
  })
  const mayTrain = roleMay(role, 'recommendations:write')
  const { data } = status
  return (
    <>
      <PageHeader
        title={t('console.nav.insights')}
        tab={`${t('insights.tab.recommendations')} · ${t('console.nav.insights')}`}
        subtitle={data?.current ? t('recommendations.learnt_on', { day: day(data.current.trainedAt) }) : undefined}
        actions={
          data !== undefined &&
          data.catalogue.products > 0 &&
          mayTrain && (
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} stroke={1.8} aria-hidden />}
              loading={train.isPending}
              disabled={data.job !== null}
              onClick={() => train.mutate()}
            >
              {t('recommendations.train')}
            </Button>
          )
        }
      />
      <InsightsTabs />
      {train.isError && <Problem error={train.error} />}
      {data === undefined ? (
        <Card>
          {status.isError ? (
            <Problem error={status.error} onRetry={() => void status.refetch()} />
          ) : (
            <Loading lines={9} />
          )}
        </Card>
      ) : data.catalogue.products === 0 ? (
        <Card>
          <EmptyState
            icon={<IconPackage aria-hidden />}
            title={t('recommendations.no_products.title')}
            text={t('recommendations.no_products.text')}
            action={<LinkButton to="/imports">{t('recommendations.no_products.action')}</LinkButton>}
          />
        </Card>
      ) : (
        <Known status={data} />
      )}
    </>
  )
}

function Known({ status }: { status: RecommendationStatus }) {
  const { t } = useI18n()
  return (
    <div className={classes.views}>
      {status.job && <TrainingBar jobId={status.job.jobId} />}
      {status.problem !== null && (
        <p className={classes.note}>{t('recommendations.failed', { why: status.problem })}</p>
      )}
      {status.current ? (
        <WorthCard report={status.current.report} clicks={status.clicks} />
      ) : (
        !status.job && (
          <Card>
            <EmptyState title={t('recommendations.not_learnt.title')} text={t('recommendations.not_learnt.text')} />
          </Card>
        )
      )}
      <div className={classes.pair}>
        <PreviewCard />
        <CatalogueCard catalogue={status.catalogue} report={status.current?.report} />
      </div>
      <WidgetCard />
    </div>
  )
}
