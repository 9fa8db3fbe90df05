import { createLink } from '@tanstack/react-router'
import { type AnchorHTMLAttributes, type ReactNode, useRef } from 'react'
import { useOpenInView } from './use-open-in-view.ts'
import { useScrollEdges } from './use-scroll-edges.ts'
import classes from './ViewTabs.module.css'

/** The views of one page, each with its own address. Children are `ViewTab`s. */
export function ViewTabs({ label, children }: { label: string; children: ReactNode }) {
  const ref = useRef<HTMLElement>(null)
  useOpenInView(ref)
  useScrollEdges(ref)
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
