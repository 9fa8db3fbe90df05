import { Link } from '@tanstack/react-router'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './BottomBar.module.css'
import { navigation } from './navigation.ts'

/** The navigation under the thumb of a phone's user. */
export function BottomBar() {
  const { t } = useI18n()
  return (
    <nav className={classes.bar} aria-label={t('console.nav.label')}>
      {navigation.map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} className={classes.entry} activeOptions={{ exact: to === '/', includeSearch: false }}>
          <Icon size={21} stroke={1.7} aria-hidden />
          <span>{t(label)}</span>
        </Link>
      ))}
    </nav>
  )
}
