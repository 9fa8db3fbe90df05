import { ViewTab, ViewTabs } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'

const anySearch = { includeSearch: false }

/** What belongs to messages, each at its own address. */
export function MessagesTabs() {
  const { t } = useI18n()
  return (
    <ViewTabs label={t('messaging.title')}>
      <ViewTab to="/messages" search={{}} activeOptions={{ exact: true, includeSearch: false }}>
        {t('messaging.outbox')}
      </ViewTab>
      <ViewTab to="/messages/templates">{t('messaging.templates')}</ViewTab>
      <ViewTab to="/messages/calendar" search={{}} activeOptions={anySearch}>
        {t('messaging.calendar')}
      </ViewTab>
      <ViewTab to="/messages/silence" search={{}} activeOptions={anySearch}>
        {t('messaging.silence')}
      </ViewTab>
      <ViewTab to="/messages/suppressions" search={{}} activeOptions={anySearch}>
        {t('messaging.suppressions')}
      </ViewTab>
      <ViewTab to="/messages/policy">{t('messaging.policy')}</ViewTab>
    </ViewTabs>
  )
}
