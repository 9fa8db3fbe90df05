import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AccountSession } from '#contract/account'
import { api } from '../../api/client.ts'
import { Badge, Card, Loading, Problem, toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { accountSessionsQuery } from './queries.ts'

/** Where you are signed in, and the way out of each. */
export function SessionsCard() {
  const i18n = useI18n()
  const { t } = i18n
  const client = useQueryClient()
  const sessions = useQuery(accountSessionsQuery)
  const end = useMutation({
    mutationFn: (path: string) => api.delete<unknown>(path),
    onSuccess: () => {
      toast.good(t('account.sessions.ended'))
      return client.invalidateQueries({ queryKey: accountSessionsQuery.queryKey })
    },
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  const list = sessions.data?.sessions ?? []
  return (
    <Card
      title={t('account.sessions.title')}
      subtitle={t('account.sessions.subtitle')}
      flush
      aside={
        list.length > 1 && (
          <Button size="xs" variant="default" loading={end.isPending} onClick={() => end.mutate('/account/sessions')}>
            {t('account.sessions.end_others')}
          </Button>
        )
      }
    >
      {sessions.isPending && <Loading lines={3} />}
      {sessions.isError && <Problem error={sessions.error} onRetry={() => void sessions.refetch()} />}
      <ul className={classes.keys}>
        {list.map((session) => (
          <SessionRow
            key={session.sessionId}
            session={session}
            onEnd={() => end.mutate(`/account/sessions/${session.sessionId}`)}
          />
        ))}
      </ul>
    </Card>
  )
}

function SessionRow({ session, onEnd }: { session: AccountSession; onEnd: () => void }) {
  const { t, day } = useI18n()
  const { browser, system, openedBy, isTwoFactor, isThis, createdAt, lastUsedAt } = session
  const device = [browser, system].filter((word) => word !== null).join(' · ') || t('account.sessions.unknown')
  const how = isTwoFactor && openedBy !== 'passkey' ? `${openedBy}_two` : openedBy
  return (
    <li className={classes.key}>
      <div className={classes.keyWords}>
        <b>
          <bdi>{device}</bdi>
        </b>{' '}
        {isThis && <Badge tone="good">{t('account.sessions.this')}</Badge>}
        <p className={classes.note}>
          {t(`account.sessions.by_${how}`)} · {t('account.sessions.since', { day: day(createdAt, 'time') })} ·{' '}
          {t('account.sessions.used', { day: day(lastUsedAt, 'time') })}
        </p>
      </div>
      {!isThis && (
        <Button
          variant="default"
          size="xs"
          onClick={onEnd}
          aria-label={t('account.sessions.end_one', { name: device, day: day(createdAt, 'time') })}
        >
          {t('account.sessions.end')}
        </Button>
      )}
    </li>
  )
}
