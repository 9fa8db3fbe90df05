import type { ReactNode } from 'react'
import classes from './Facts.module.css'

/** Names with what they are: a line each, or as `columns` side by side where the values are words of some length. */
export function Facts({ children, columns = false }: { children: ReactNode; columns?: boolean }) {
  return <dl className={columns ? classes.columns : classes.lines}>{children}</dl>
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
