import { Outlet } from '@tanstack/react-router'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { PageHeader, ViewTab, ViewTabs } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'

export function SettingsFrame() {
  const { t } = useI18n()
  const { role } = useSession()
  return (
    <>
      <PageHeader title={t('console.nav.settings')} />
      <ViewTabs label={t('console.nav.settings')}>
        <ViewTab to="/settings" activeOptions={{ exact: true }}>
          {t('settings.views.workspace')}
        </ViewTab>
        <ViewTab to="/settings/api-keys">{t('settings.views.api_keys')}</ViewTab>
        <ViewTab to="/settings/dead-letters">{t('settings.views.dead_letters')}</ViewTab>
        {roleMay(role, 'audit:read') && <ViewTab to="/settings/audit">{t('settings.views.audit')}</ViewTab>}
        <ViewTab to="/settings/language">{t('settings.views.language')}</ViewTab>
        <ViewTab to="/settings/about">{t('settings.views.about')}</ViewTab>
      </ViewTabs>
      <Outlet />
    </>
  )
}
