import { IconSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useI18n } from '../i18n/use-i18n.ts'
import { OpenTickets } from '../inbox/OpenTickets.tsx'
import { Brand } from './Brand.tsx'
import { JobsIndicator } from './JobsIndicator.tsx'
import { NotificationBell } from './NotificationBell.tsx'
import classes from './Sidebar.module.css'
import { UserMenu } from './UserMenu.tsx'
import { useNavigation } from './use-navigation.ts'

export type ShellActions = { onFind: () => void; onShortcuts: () => void }

export function Sidebar({ onFind, onShortcuts }: ShellActions) {
  const { t } = useI18n()
  const groups = useNavigation()
  return (
    <header className={classes.sidebar}>
      <div className={classes.head}>
        <Brand />
        <NotificationBell />
      </div>
      <button type="button" className={classes.find} onClick={onFind}>
        <IconSearch size={15} stroke={1.8} aria-hidden />
        <span>{t('console.find')}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <nav aria-label={t('console.nav.label')} className={classes.groups}>
        {groups.map((group) => (
          <ul key={group[0]?.to} className={classes.list}>
            {group.map(({ to, label, icon: Icon }) => (
              <li key={to}>
                <Link to={to} className={classes.entry} activeOptions={{ exact: to === '/', includeSearch: false }}>
                  <Icon size={18} stroke={1.7} aria-hidden />
                  {t(label)}
                  {to === '/inbox' && <OpenTickets className={classes.count} />}
                </Link>
              </li>
            ))}
          </ul>
        ))}
      </nav>
      <div className={classes.foot}>
        <JobsIndicator />
        <UserMenu onShortcuts={onShortcuts} />
      </div>
    </header>
  )
}
