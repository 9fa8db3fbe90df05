import { IconSearch } from '@tabler/icons-react'
import { useI18n } from '../i18n/use-i18n.ts'
import { Brand } from './Brand.tsx'
import { JobsIndicator } from './JobsIndicator.tsx'
import { NotificationBell } from './NotificationBell.tsx'
import type { ShellActions } from './Sidebar.tsx'
import classes from './TopBar.module.css'
import { UserMenu } from './UserMenu.tsx'

/** The head of a phone's page. */
export function TopBar({ onFind, onShortcuts }: ShellActions) {
  const { t } = useI18n()
  return (
    <header className={classes.bar}>
      <Brand />
      <div className={classes.actions}>
        <JobsIndicator compact />
        <NotificationBell />
        <button type="button" className={classes.find} onClick={onFind} aria-label={t('console.find')}>
          <IconSearch size={20} stroke={1.8} aria-hidden />
        </button>
        <UserMenu compact onShortcuts={onShortcuts} />
      </div>
    </header>
  )
}
