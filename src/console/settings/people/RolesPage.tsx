import { IconCheck } from '@tabler/icons-react'
import { keyScopes, roleMay, type Scope, scopes } from '#contract/permissions'
import { type Role, roles } from '#contract/role-names'
import { useSession } from '../../api/session.ts'
import { Badge, Card, type DataColumn, DataTable, TableCsv, useDocumentTitle } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import settings from '../settings.module.css'
import classes from './people.module.css'
import { scopeWord } from './scope-word.ts'

/** The table that the program itself follows, for people to read. */
export function RolesPage() {
  const { t } = useI18n()
  const { role: own } = useSession()
  useDocumentTitle(t('settings.views.roles'))
  const may = (key: string, label: string, allowed: (scope: Scope) => boolean): DataColumn<Scope> => ({
    key,
    label,
    render: (scope) => <Mark allowed={allowed(scope)} />,
    csv: (scope) => t(`people.roles.${allowed(scope) ? 'yes' : 'no'}`),
  })
  const title = t('people.roles.title')
  const columns: DataColumn<Scope>[] = [
    { key: 'scope', label: t('people.roles.action'), render: (scope) => scopeWord(t, scope) },
    ...roles.map((role) => may(role, t(`people.role.${role}`), (scope) => roleMay(role, scope))),
    may('key', t('people.roles.key_column'), (scope) => keyScopes.includes(scope)),
  ]
  return (
    <div className={`${settings.page} ${settings.wide}`}>
      <Card title={title} subtitle={t('people.roles.subtitle')}>
        <dl className={classes.roles}>
          {roles.map((role) => (
            <RoleWords key={role} role={role} isOwn={role === own} />
          ))}
        </dl>
      </Card>
      <Card flush aside={<TableCsv title={title} columns={columns} rows={scopes} />}>
        <div className={classes.matrix}>
          <DataTable caption={title} columns={columns} rows={scopes} rowKey={(scope) => scope} />
        </div>
      </Card>
      <p className={settings.note}>{t('people.roles.keys')}</p>
    </div>
  )
}

function RoleWords({ role, isOwn }: { role: Role; isOwn: boolean }) {
  const { t } = useI18n()
  return (
    <div>
      <dt>
        {t(`people.role.${role}`)} {isOwn && <Badge tone="good">{t('people.roles.yours')}</Badge>}
      </dt>
      <dd>{t(`people.role_words.${role}`)}</dd>
    </div>
  )
}

function Mark({ allowed }: { allowed: boolean }) {
  const { t } = useI18n()
  if (!allowed) return <span className={classes.no}>{t('people.roles.no')}</span>
  return <IconCheck className={classes.yes} size={18} stroke={2.2} role="img" aria-label={t('people.roles.yes')} />
}
