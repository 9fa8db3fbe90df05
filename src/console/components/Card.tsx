import { type ReactNode, useId } from 'react'
import classes from './Card.module.css'
import { classNames } from './class-names.ts'

type CardProps = {
  title?: ReactNode
  subtitle?: ReactNode
  /** Beside the title: a link, a count, a switch. */
  aside?: ReactNode
  /** Without inner padding, for tables and lists that reach the edges. */
  flush?: boolean
  className?: string | undefined
  children: ReactNode
}

/** A white sheet with one hairline: a titled region of the page. */
export function Card({ title, subtitle, aside, flush = false, className, children }: CardProps) {
  const id = useId()
  const hasHead = Boolean(title || aside)
  const bodyClass = flush ? classNames(classes.flush, hasHead && classes.below) : classes.body
  return (
    <section className={`${classes.card} ${className ?? ''}`} {...(title ? { 'aria-labelledby': id } : {})}>
      {hasHead && (
        <div className={classes.head}>
          <div>
            {title && <h2 id={id}>{title}</h2>}
            {subtitle && <p className={classes.subtitle}>{subtitle}</p>}
          </div>
          {aside && <div className={classes.aside}>{aside}</div>}
        </div>
      )}
      <div className={bodyClass}>{children}</div>
    </section>
  )
}
