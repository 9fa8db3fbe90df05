import { createLink, useLocation } from '@tanstack/react-router'
import { type AnchorHTMLAttributes, type ReactNode, useEffect, useRef } from 'react'
import classes from './ViewTabs.module.css'

/** The views of one page, each with its own address. Children are `ViewTab`s. */
export function ViewTabs({ label, children }: { label: string; children: ReactNode }) {
  const ref = useRef<HTMLElement>(null)
  // The links follow the address by themselves; the row has to be told.
  useLocation()
  // On a phone the open view may lie beyond the edge. Only the row is moved, never the page.
  useEffect(() => {
    const row = ref.current
    const open = row?.querySelector('[aria-current=page]')
    if (row === null || open === null || open === undefined) return
    const [space, tab] = [row.getBoundingClientRect(), open.getBoundingClientRect()]
    if (tab.left < space.left) row.scrollBy({ left: tab.left - space.left - 24 })
    if (tab.right > space.right) row.scrollBy({ left: tab.right - space.right + 24 })
  })
  return (
    <nav ref={ref} className={classes.tabs} aria-label={label}>
      {children}
    </nav>
  )
}

/** `<ViewTab to="/insights/cohorts">…`; underlined while its address is open. */
export const ViewTab = createLink(function ViewTab({ className, ...props }: AnchorHTMLAttributes<HTMLAnchorElement>) {
  return <a {...props} className={`${classes.tab} ${className ?? ''}`} />
})
