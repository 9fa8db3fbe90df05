import { Link, Outlet } from '@tanstack/react-router'
import { useRef } from 'react'
import { roleMay } from '#contract/permissions'
import { useSession } from '../api/session.ts'
import { PageHeader } from '../components/index.ts'
import { useOpenInView } from '../components/use-open-in-view.ts'
import { useScrollEdges } from '../components/use-scroll-edges.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './SettingsFrame.module.css'
import { settingsGroups } from './settings-pages.ts'

/** The title of all settings and the list of their pages: beside them on a desk, a row above them on a phone. */
export function SettingsFrame() {
  const { t } = useI18n()
  return (
    <>
      <PageHeader title={t('console.nav.settings')} />
      <div className={classes.frame}>
        <SettingsList />
        <div className={classes.page}>
          <Outlet />
        </div>
      </div>
    </>
  )
}

function SettingsList() {
  const { t } = useI18n()
  const { role } = useSession()
  const row = useRef<HTMLElement>(null)
  useOpenInView(row)
  useScrollEdges(row)
  const groups = settingsGroups.map(({ label, pages }) => ({
    label,
    pages: pages.filter((page) => !('scope' in page) || roleMay(role, page.scope)),
  }))
  return (
    <nav ref={row} className={classes.list} aria-label={t('console.nav.settings')}>
      {groups
        .filter(({ pages }) => pages.length > 0)
        .map(({ label, pages }) => (
          <div key={label} className={classes.group}>
            <p className={classes.title}>{t(label)}</p>
            {pages.map((page) => (
              <Link
                key={page.to}
                to={page.to}
                className={classes.entry}
                activeOptions={{ exact: page.to === '/settings', includeSearch: false }}
              >
                {t(page.label)}
              </Link>
            ))}
          </div>
        ))}
    </nav>
  )
}
