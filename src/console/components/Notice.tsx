import type { ReactNode } from 'react'
import classes from './Notice.module.css'

/** What somebody must know before reading on; the page's own layout gives it its room. */
export function Notice({ children }: { children: ReactNode }) {
  return <p className={classes.notice}>{children}</p>
}
