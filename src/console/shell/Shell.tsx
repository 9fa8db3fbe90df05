import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import { BottomBar } from './BottomBar.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { DeletionBanner } from './DeletionBanner.tsx'
import classes from './Shell.module.css'
import { Sidebar } from './Sidebar.tsx'
import { TopBar } from './TopBar.tsx'
import { useShortcuts } from './use-shortcuts.ts'

const Finder = lazy(() => import('./Finder.tsx'))
const ShortcutList = lazy(() => import('./ShortcutList.tsx'))

type Open = 'finder' | 'shortcuts' | undefined

/** Navigation around every page: a column on a desk, two bars on a phone. */
export function Shell() {
  const { t } = useI18n()
  const [open, setOpen] = useState<Open>()
  const find = () => setOpen('finder')
  const showShortcuts = () => setOpen('shortcuts')
  const close = () => setOpen(undefined)
  useShortcuts({ find, showShortcuts })
  const main = useFocusAfterWay()
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {t('console.skip_to_content')}
      </a>
      <Sidebar onFind={find} onShortcuts={showShortcuts} />
      <TopBar onFind={find} onShortcuts={showShortcuts} />
      <main ref={main} id="main" tabIndex={-1} className={classes.main}>
        <ConnectionBanner />
        <DeletionBanner />
        <Outlet />
      </main>
      <BottomBar />
      <Suspense>
        {open === 'finder' && (
          <Finder onClose={() => setOpen((now) => (now === 'finder' ? undefined : now))} onShortcuts={showShortcuts} />
        )}
        {open === 'shortcuts' && <ShortcutList onClose={close} />}
      </Suspense>
    </div>
  )
}

/** After a link of the navigation the keyboard goes on in the page it led to, not behind the link. */
function useFocusAfterWay() {
  const { pathname } = useLocation()
  const main = useRef<HTMLElement>(null)
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current === pathname) return
    before.current = pathname
    const focused = document.activeElement
    if (focused !== document.body && focused?.closest('main, dialog, [role=dialog]')) return
    main.current?.focus({ preventScroll: true })
  }, [pathname])
  return main
}
