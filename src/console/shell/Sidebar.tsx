import { IconSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useI18n } from '../i18n/use-i18n.ts'
import { Brand } from './Brand.tsx'
import { navigation } from './navigation.ts'
import classes from './Sidebar.module.css'
import { UserMenu } from './UserMenu.tsx'

export type ShellActions = { onFind: () => void; onShortcuts: () => void }

export function Sidebar({ onFind, onShortcuts }: ShellActions) {
  const { t } = useI18n()
  return (
    <header className={classes.sidebar}>
      <Brand />
      <button type="button" className={classes.find} onClick={onFind}>
        <IconSearch size={15} stroke={1.8} aria-hidden />
        <span>{t('console.find')}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <nav aria-label={t('console.nav.label')}>
        <ul className={classes.list}>
          {navigation.map(({ to, label, icon: Icon }) => (
            <li key={to}>
              <Link to={to} className={classes.entry} activeOptions={{ exact: to === '/', includeSearch: false }}>
                <Icon size={18} stroke={1.7} aria-hidden />
                {t(label)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={classes.foot}>
        <UserMenu onShortcuts={onShortcuts} />
      </div>
    </header>
  )
}
