import { IconBell } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ComponentProps, lazy, Suspense, useState } from 'react'
import { classNames } from '../components/class-names.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { notificationsQuery } from '../notifications/notifications-query.ts'
import classes from './NotificationBell.module.css'
import { useAfterFirstPage } from './use-after-first-page.ts'

const NotificationPopover = lazy(() => import('./NotificationPopover.tsx'))

/** What the person has been told; a dot says that some of it is unread. */
export function NotificationBell() {
  const [asked, setAsked] = useState(false)
  const bell = <BellButton aria-expanded={false} onClick={() => setAsked(true)} />
  return asked ? (
    <Suspense fallback={bell}>
      <NotificationPopover />
    </Suspense>
  ) : (
    bell
  )
}

export function BellButton({ className, ...button }: ComponentProps<'button'>) {
  const { t, number } = useI18n()
  const enabled = useAfterFirstPage()
  const { data } = useQuery({ ...notificationsQuery, enabled })
  const unread = data?.unread ?? 0
  return (
    <button
      type="button"
      className={classNames(classes.bell, className)}
      aria-haspopup="dialog"
      aria-label={unread > 0 ? t('console.bell.unread', { count: unread }) : t('console.bell.label')}
      {...button}
    >
      <IconBell size={19} stroke={1.7} aria-hidden />
      {unread > 0 && (
        <span className={classes.count} aria-hidden>
          {unread > 9 ? `${number(9)}+` : number(unread)}
        </span>
      )}
    </button>
  )
}
