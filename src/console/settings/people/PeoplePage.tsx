import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { roleMay } from '#contract/permissions'
import { useSession } from '../../api/session.ts'
import { Card, Loading, Problem, TableCsv, useDocumentTitle } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { InvitationList } from './InvitationList.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { MemberList } from './MemberList.tsx'
import { invitationColumns, memberColumns } from './people-columns.ts'
import { peopleQuery } from './people-query.ts'

/** Who works here with which role, and who has been asked to. */
export function PeoplePage() {
  const i18n = useI18n()
  const { t } = i18n
  const { role } = useSession()
  const people = useQuery(peopleQuery)
  const [inviting, setInviting] = useState(false)
  useDocumentTitle(t('settings.views.people'))
  const mayChange = roleMay(role, 'people:write')
  if (!people.data) {
    return (
      <div className={classes.page}>
        <Card title={t('people.members.title')}>
          {people.error ? (
            <Problem error={people.error} onRetry={() => void people.refetch()} />
          ) : (
            <Loading lines={4} />
          )}
        </Card>
      </div>
    )
  }
  const { members, invitations, delivery } = people.data
  return (
    <div className={classes.page}>
      <Card
        title={t('people.members.title')}
        subtitle={members.length === 1 ? t('people.members.alone') : t('people.members.subtitle')}
        flush
        aside={
          <>
            <TableCsv title={t('people.members.title')} columns={memberColumns(i18n)} rows={members} />
            {mayChange && (
              <Button size="xs" onClick={() => setInviting(true)}>
                {t('people.members.invite')}
              </Button>
            )}
          </>
        }
      >
        <MemberList members={members} mayChange={mayChange} />
      </Card>
      <Card
        title={t('people.invitations.title')}
        flush={invitations.length > 0}
        aside={<TableCsv title={t('people.invitations.title')} columns={invitationColumns(i18n)} rows={invitations} />}
      >
        {invitations.length === 0 ? (
          <p className={classes.note}>{t('people.invitations.empty')}</p>
        ) : (
          <InvitationList invitations={invitations} mayChange={mayChange} />
        )}
      </Card>
      {delivery === 'outbox' && <p className={classes.note}>{t('people.outbox')}</p>}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </div>
  )
}
