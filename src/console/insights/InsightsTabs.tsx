import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { ViewTab, ViewTabs } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import type { InsightsSearch } from './insights-search.ts'
import { insightsViews } from './views.ts'

/** The views of the insights, those that are pages of their own included. */
export function InsightsTabs() {
  const { t } = useI18n()
  const { role } = useSession()
  return (
    <ViewTabs label={t('insights.tabs')}>
      {insightsViews.map((one) => (
        <ViewTab key={one} to="/insights/$view" params={{ view: one }} search={(before: InsightsSearch) => before}>
          {t(`insights.tab.${one}`)}
        </ViewTab>
      ))}
      {roleMay(role, 'predictions:read') && (
        <>
          <ViewTab to="/insights/predictions">{t('insights.tab.predictions')}</ViewTab>
          <ViewTab to="/insights/worth">{t('insights.tab.worth')}</ViewTab>
        </>
      )}
      {roleMay(role, 'recommendations:read') && (
        <ViewTab to="/insights/recommendations">{t('insights.tab.recommendations')}</ViewTab>
      )}
    </ViewTabs>
  )
}
