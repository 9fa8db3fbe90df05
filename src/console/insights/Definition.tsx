import type { ReactNode } from 'react'
import classes from './insights.module.css'

/** What a figure is, in plain words, always visible below it. */
export function Definition({ children }: { children: ReactNode }) {
  return <p className={classes.define}>{children}</p>
}
