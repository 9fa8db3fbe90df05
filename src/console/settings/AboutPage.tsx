import { useSession } from '../api/session.ts'
import { Card, Fact, Facts, useDocumentTitle } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './settings.module.css'

/** What this program is and where its door for other programs is. */
export function AboutPage() {
  const { t } = useI18n()
  const { person, workspace, role } = useSession()
  useDocumentTitle(t('settings.views.about'))
  return (
    <div className={classes.page}>
      <Card title={t('settings.about.title')} subtitle={t('settings.about.subtitle')}>
        <Facts>
          <Fact name={t('settings.about.signed_in')}>
            <bdi>{person.email}</bdi>
          </Fact>
          <Fact name={t('settings.about.role')}>{t(`settings.role.${role}`)}</Fact>
          <Fact name={t('settings.about.workspace')}>
            <bdi>{workspace.workspaceId}</bdi>
          </Fact>
          <Fact name={t('settings.about.licence')}>Apache 2.0</Fact>
        </Facts>
      </Card>
      <Card title={t('settings.about.programs')}>
        <ul className={classes.links}>
          <li>
            <a href="/docs/api">{t('settings.about.api')}</a>
            <p>{t('settings.about.api_help')}</p>
          </li>
          <li>
            <a href="/openapi.json">
              <bdi>openapi.json</bdi>
            </a>
            <p>{t('settings.about.openapi_help')}</p>
          </li>
        </ul>
      </Card>
    </div>
  )
}
