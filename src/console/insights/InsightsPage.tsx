import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { PageHeader } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { CohortsView } from './CohortsView.tsx'
import { ConcentrationView } from './ConcentrationView.tsx'
import { InsightsTabs } from './InsightsTabs.tsx'
import { InsightsTools } from './InsightsTools.tsx'
import type { AskedSearch, InsightsSearch } from './insights-search.ts'
import { LifecycleView } from './LifecycleView.tsx'
import { NoOrders } from './NoOrders.tsx'
import { rangeName } from './period-name.ts'
import { RetentionView } from './RetentionView.tsx'
import { RfmView } from './RfmView.tsx'
import { SalesView } from './SalesView.tsx'
import { SurvivalView } from './SurvivalView.tsx'
import { filterOptionsQuery } from './use-metrics.ts'
import { ValueView } from './ValueView.tsx'
import { type InsightsViewName, isInsightsView } from './views.ts'

export type ViewProps = { search: AskedSearch; onChange: (change: Partial<InsightsSearch>) => void }

const views: Record<InsightsViewName, ComponentType<ViewProps>> = {
  retention: RetentionView,
  cohorts: CohortsView,
  sales: SalesView,
  concentration: ConcentrationView,
  lifecycle: LifecycleView,
  rfm: RfmView,
  value: ValueView,
  survival: SurvivalView,
}

const route = getRouteApi('/shell/insights/$view')

/** Every figure about who comes back, one view a question. */
export function InsightsPage() {
  const i18n = useI18n()
  const { t, calendar } = i18n
  const { view } = route.useParams()
  const search = { ...route.useSearch(), calendar }
  const navigate = route.useNavigate()
  const options = useQuery(filterOptionsQuery)
  const name = isInsightsView(view) ? view : 'retention'
  const View = views[name]
  const { firstDay, lastDay } = options.data ?? {}
  const onChange = (change: Partial<InsightsSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false })
  return (
    <>
      <PageHeader
        title={t('console.nav.insights')}
        tab={`${t(`insights.tab.${name}`)} · ${t('console.nav.insights')}`}
        subtitle={firstDay && lastDay ? rangeName({ from: firstDay, to: lastDay }, i18n) : undefined}
      />
      <InsightsTabs />
      {options.data?.firstDay === null ? (
        <NoOrders />
      ) : (
        <>
          <InsightsTools view={name} search={search} onChange={onChange} options={options.data} />
          <View search={search} onChange={onChange} />
        </>
      )}
    </>
  )
}
