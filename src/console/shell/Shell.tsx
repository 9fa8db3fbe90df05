import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import { BottomBar } from './BottomBar.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
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
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {t('console.skip_to_content')}
      </a>
      <Sidebar onFind={find} onShortcuts={showShortcuts} />
      <TopBar onFind={find} onShortcuts={showShortcuts} />
      <main id="main" tabIndex={-1} className={classes.main}>
        <ConnectionBanner />
        <Outlet />
      </main>
      <BottomBar />
      <Suspense>
        {open === 'finder' && <Finder onClose={close} />}
        {open === 'shortcuts' && <ShortcutList onClose={close} />}
      </Suspense>
    </div>
  )
}
