import { Popover } from '@mantine/core'
import { Suspense } from 'react'
import { useOpenedAtOnce } from '../components/use-opened-at-once.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import NotificationPanel from '../notifications/NotificationPanel.tsx'
import classes from './NotificationBell.module.css'
import { BellButton } from './NotificationBell.tsx'

export default function NotificationPopover() {
  const { t } = useI18n()
  const { target, opened, setOpened } = useOpenedAtOnce()
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={360}
      shadow="md"
      trapFocus
      returnFocus
      withRoles={false}
    >
      <Popover.Target>
        <BellButton
          ref={target}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
          onKeyDown={(event) => event.key === 'Escape' && setOpened(false)}
        />
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown ?? ''} role="dialog" aria-label={t('console.bell.label')}>
        {/* The focus has a place in here from the first moment, so that Escape is heard while the list is fetched. */}
        <div tabIndex={-1} data-autofocus className={classes.panel}>
          <Suspense>{opened && <NotificationPanel onClose={() => setOpened(false)} />}</Suspense>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
