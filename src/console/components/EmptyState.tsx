import type { ReactNode } from 'react'
import classes from './EmptyState.module.css'

type EmptyStateProps = {
  title: string
  /** When it is all there is on the page. */
  isPageTitle?: boolean
  text?: ReactNode
  /** The one next step. */
  action?: ReactNode
  icon?: ReactNode
}

/** Nothing here yet: why, and the next step. */
export function EmptyState({ title, isPageTitle = false, text, action, icon }: EmptyStateProps) {
  const Title = isPageTitle ? 'h1' : 'p'
  return (
    <div className={classes.empty}>
      {icon && <div className={classes.icon}>{icon}</div>}
      <Title className={classes.title}>{title}</Title>
      {text && <p className={classes.text}>{text}</p>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  )
}
