import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, ReactNode } from 'react'
import classes from './ViewTabs.module.css'

/** The views of one page, each with its own address. Children are `ViewTab`s. */
export function ViewTabs({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={classes.tabs} aria-label={label}>
      {children}
    </nav>
  )
}

/** `<ViewTab to="/insights/cohorts">…`; underlined while its address is open. */
export const ViewTab = createLink(function ViewTab({ className, ...props }: AnchorHTMLAttributes<HTMLAnchorElement>) {
  return <a {...props} className={`${classes.tab} ${className ?? ''}`} />
})
