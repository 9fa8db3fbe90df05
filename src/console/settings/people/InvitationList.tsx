import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Invitation, SentInvitation } from '#contract/people'
import { api } from '../../api/client.ts'
import { Badge, toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import settings from '../settings.module.css'
import { LinkDialog } from './LinkDialog.tsx'
import classes from './people.module.css'
import { peopleQuery } from './people-query.ts'

export function InvitationList({ invitations, mayChange }: { invitations: Invitation[]; mayChange: boolean }) {
  return (
    <ul className={settings.keys}>
      {invitations.map((invitation) => (
        <InvitationRow key={invitation.invitationId} invitation={invitation} mayChange={mayChange} />
      ))}
    </ul>
  )
}

function InvitationRow({ invitation, mayChange }: { invitation: Invitation; mayChange: boolean }) {
  const i18n = useI18n()
  const { t, day } = i18n
  const client = useQueryClient()
  const [link, setLink] = useState<string>()
  const { email, role, sentAt, expiresAt, isExpired, invitedBy } = invitation
  const path = `/people/invitations/${invitation.invitationId}`
  const done = (words: string) => {
    toast.good(words)
    return client.invalidateQueries({ queryKey: peopleQuery.queryKey })
  }
  const onError = (error: unknown) => toast.bad(problemText(error, i18n))
  const resend = useMutation({
    mutationFn: () => api.post<SentInvitation>(`${path}/sending`),
    onSuccess: (sent) => {
      if (sent.link) setLink(sent.link)
      return done(t('people.invitations.resent'))
    },
    onError,
  })
  const withdraw = useMutation({
    mutationFn: () => api.delete<void>(path),
    onSuccess: () => done(t('people.invitations.withdrawn')),
    onError,
  })
  return (
    <li className={classes.member}>
      <div className={settings.keyWords}>
        <b>
          <bdi dir="ltr">{email}</bdi>
        </b>{' '}
        <Badge>{t(`people.role.${role}`)}</Badge>
        <p className={settings.note}>
          {invitedBy !== null && <>{t('people.invitations.by', { name: invitedBy })} · </>}
          {t('people.invitations.sent', { day: day(sentAt) })} ·{' '}
          {isExpired ? t('people.invitations.expired') : t('people.invitations.until', { day: day(expiresAt, 'time') })}
        </p>
      </div>
      {mayChange && (
        <div className={classes.side}>
          <Button
            variant="default"
            size="xs"
            loading={resend.isPending}
            onClick={() => resend.mutate()}
            aria-label={t('people.invitations.resend_one', { email })}
          >
            {t('people.invitations.resend')}
          </Button>
          <Button
            variant="default"
            size="xs"
            loading={withdraw.isPending}
            onClick={() => withdraw.mutate()}
            aria-label={t('people.invitations.withdraw_one', { email })}
          >
            {t('people.invitations.withdraw')}
          </Button>
        </div>
      )}
      {link && <LinkDialog link={link} email={email} onClose={() => setLink(undefined)} />}
    </li>
  )
}
