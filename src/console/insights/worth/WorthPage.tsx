import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { PredictionReport } from '#contract/predictions'
import { Card, Loading, PageHeader, Problem } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { InsightsTabs } from '../InsightsTabs.tsx'
import insights from '../insights.module.css'
import { NoOrders } from '../NoOrders.tsx'
import { AtRiskCard } from '../predictions/AtRiskCard.tsx'
import { NothingForetold } from '../predictions/NothingForetold.tsx'
import { predictionsQuery } from '../predictions/predictions-query.ts'
import { filterOptionsQuery } from '../use-metrics.ts'
import { firstRisk } from './first-risk.ts'
import { VipCard } from './VipCard.tsx'
import { WorthMap } from './WorthMap.tsx'
import type { WorthSearch } from './worth-search.ts'

const route = getRouteApi('/shell/insights/worth')

/** Customers worth keeping: what they are worth against how likely they stay away; and who the best are. */
export function WorthPage() {
  const { t } = useI18n()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(predictionsQuery)
  const onChange = (change: Partial<WorthSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false })
  const orders = useQuery(filterOptionsQuery)
  const { data } = query
  const report = data?.report ?? null
  return (
    <>
      <PageHeader
        title={t('console.nav.insights')}
        tab={`${t('predictions.worth.title')} · ${t('console.nav.insights')}`}
      />
      <InsightsTabs />
      <div className={insights.views} style={{ marginBlockStart: 16 }}>
        {query.isError && data === undefined ? (
          <Problem error={query.error} onRetry={() => void query.refetch()} />
        ) : data === undefined || orders.isPending ? (
          <Card>
            <Loading lines={9} />
          </Card>
        ) : orders.data?.firstDay === null ? (
          <NoOrders />
        ) : (
          <>
            {report?.worth ? (
              <>
                <WorthMap worth={report.worth} currency={data.currency} search={search} onChange={onChange} />
                <Chosen report={report} search={search} />
              </>
            ) : (
              <NothingForetold data={data} />
            )}
            <VipCard by={search.by ?? 'spend'} onChange={(by) => onChange({ by })} />
          </>
        )}
      </div>
    </>
  )
}

function Chosen({ report, search }: { report: PredictionReport; search: WorthSearch }) {
  const { t } = useI18n()
  const { value = 'top', risk = firstRisk(report.worth), margin } = search
  const title = `${t('predictions.worth.who')}: ${t(`predictions.worth.value.${value}`)} · ${t(`predictions.band.${risk}`)}`
  const who =
    risk === 'gone' ? { who: 'gone' as const, sort: 'clv' as const } : { band: risk, sort: 'at_stake' as const }
  return <AtRiskCard wanted={{ value, ...who, ...(margin && { margin }) }} report={report} title={title} />
}
