import { Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './BottomBar.module.css'
import type { NavigationEntry } from './navigation.ts'
import { useNavigation } from './use-navigation.ts'

/** The navigation under the thumb of a phone's user: what is used most, the rest behind "more". */
export function BottomBar() {
  const { t } = useI18n()
  const entries = useNavigation().flat()
  return (
    <nav className={classes.bar} aria-label={t('console.nav.label')}>
      {entries
        .filter(({ inBar }) => inBar)
        .map(({ to, label, icon: Icon }) => (
          <Link key={to} to={to} className={classes.entry} activeOptions={{ exact: to === '/', includeSearch: false }}>
            <Icon size={21} stroke={1.7} aria-hidden />
            <span>{t(label)}</span>
          </Link>
        ))}
      <More entries={entries.filter(({ inBar }) => !inBar)} />
    </nav>
  )
}

function More({ entries }: { entries: NavigationEntry[] }) {
  const { t } = useI18n()
  const { pathname } = useLocation()
  if (entries.length === 0) return null
  const isHere = entries.some(({ to }) => pathname.startsWith(to))
  return (
    <Menu position="top-end" width={220} withinPortal={false} floatingStrategy="fixed" shadow="md">
      <Menu.Target>
        <button type="button" className={`${classes.entry} ${classes.more} ${isHere ? 'active' : ''}`}>
          <IconDots size={21} stroke={1.7} aria-hidden />
          <span>{t('console.nav.more')}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {entries.map(({ to, label, icon: Icon }) => (
          <Menu.Item
            key={to}
            component={Link}
            to={to}
            className={classes.item ?? ''}
            leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
          >
            {t(label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
