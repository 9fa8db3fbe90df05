import { Button } from '@mantine/core'
import { IconBellCheck } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { use } from 'react'
import type { Notification, NotificationList } from '#contract/notifications'
import { api } from '../api/client.ts'
import { EmptyState, Loading, Problem } from '../components/index.ts'
import { loadAreas } from '../i18n/store.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './NotificationPanel.module.css'
import { notificationsQuery } from './notifications-query.ts'

const words = loadAreas('notifications', 'jobs')

/** The newest notifications, each a way to what it is about. */
export default function NotificationPanel({ onClose }: { onClose: () => void }) {
  use(words)
  const { t } = useI18n()
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(notificationsQuery)
  const read = useMutation({
    mutationFn: (notificationId?: string) =>
      api.post<NotificationList>('/notifications/read', notificationId === undefined ? {} : { notificationId }),
    onSuccess: (list) => client.setQueryData(notificationsQuery.queryKey, list),
  })
  return (
    <div className={classes.panel}>
      <div className={classes.head}>
        <h2>{t('console.bell.label')}</h2>
        {data !== undefined && data.unread > 0 && (
          <Button variant="subtle" size="compact-sm" loading={read.isPending} onClick={() => read.mutate(undefined)}>
            {t('notifications.read_all')}
          </Button>
        )}
      </div>
      {error !== null && data === undefined && <Problem error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loading lines={3} />}
      {data?.notifications.length === 0 && (
        <EmptyState
          icon={<IconBellCheck aria-hidden />}
          title={t('notifications.empty')}
          text={t('notifications.empty_text')}
        />
      )}
      {data !== undefined && data.notifications.length > 0 && (
        <ul className={classes.list}>
          {data.notifications.map((one) => (
            <li key={one.notificationId}>
              <Item
                news={one}
                onOpen={() => {
                  if (one.readAt === null) read.mutate(one.notificationId)
                  onClose()
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Item({ news, onOpen }: { news: Notification; onOpen: () => void }) {
  const { t, day } = useI18n()
  const router = useRouter()
  const { kind, params, link, createdAt, readAt } = news
  return (
    <button
      type="button"
      className={classes.item}
      data-unread={readAt === null}
      onClick={() => {
        onOpen()
        if (link !== null) void router.navigate({ href: link })
      }}
    >
      <span className={classes.text}>
        {t(`notifications.${kind}`, { ...params, job: t(`jobs.kind.${params.job}`) })}
      </span>
      <time dateTime={createdAt}>{day(createdAt, 'time')}</time>
      {readAt === null && <span className={classes.hidden}>{t('notifications.unread')}</span>}
    </button>
  )
}
