import { IconDots } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { type ComponentProps, lazy, Suspense, useState } from 'react'
import { classNames } from '../components/class-names.ts'
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

const MoreMenu = lazy(() => import('./MoreMenu.tsx'))

function More({ entries }: { entries: NavigationEntry[] }) {
  const { pathname } = useLocation()
  const [asked, setAsked] = useState(false)
  if (entries.length === 0) return null
  const isHere = entries.some(({ to }) => pathname.startsWith(to))
  const button = (
    <MoreButton isHere={isHere} aria-haspopup="menu" aria-expanded={false} onClick={() => setAsked(true)} />
  )
  return asked ? (
    <Suspense fallback={button}>
      <MoreMenu entries={entries} isHere={isHere} />
    </Suspense>
  ) : (
    button
  )
}

export function MoreButton({ isHere, className, ...button }: { isHere: boolean } & ComponentProps<'button'>) {
  const { t } = useI18n()
  const looks = classNames(classes.entry, classes.more, isHere && 'active', className)
  return (
    <button type="button" className={looks} {...button}>
      <IconDots size={21} stroke={1.7} aria-hidden />
      <span>{t('console.nav.more')}</span>
    </button>
  )
}
