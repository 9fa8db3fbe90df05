import { Popover } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import { notificationsQuery } from '../notifications/notifications-query.ts'
import classes from './NotificationBell.module.css'
import { useAfterFirstPage } from './use-after-first-page.ts'

const NotificationPanel = lazy(() => import('../notifications/NotificationPanel.tsx'))

/** What the person has been told; a dot says that some of it is unread. */
export function NotificationBell() {
  const { t, number } = useI18n()
  const [open, setOpen] = useState(false)
  const enabled = useAfterFirstPage()
  const { data } = useQuery({ ...notificationsQuery, enabled: enabled || open })
  const unread = data?.unread ?? 0
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-end"
      width={360}
      shadow="md"
      trapFocus
      returnFocus
      withRoles={false}
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.bell}
          aria-expanded={open}
          aria-haspopup="dialog"
          aria-label={unread > 0 ? t('console.bell.unread', { count: unread }) : t('console.bell.label')}
          onClick={() => setOpen(!open)}
          onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
        >
          <IconBell size={19} stroke={1.7} aria-hidden />
          {unread > 0 && (
            <span className={classes.count} aria-hidden>
              {unread > 9 ? `${number(9)}+` : number(unread)}
            </span>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown ?? ''} role="dialog" aria-label={t('console.bell.label')}>
        {/* The focus has a place in here from the first moment, so that Escape is heard while the list is fetched. */}
        <div tabIndex={-1} data-autofocus className={classes.panel}>
          <Suspense>{open && <NotificationPanel onClose={() => setOpen(false)} />}</Suspense>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
