import { type ReactNode, useEffect } from 'react'
import classes from './PageHeader.module.css'

type PageHeaderProps = {
  title: string
  /** For the browser's tab, when the title is a sentence. */
  tab?: string
  subtitle?: ReactNode
  /** At the end of the line: the page's switches and its one main action. */
  actions?: ReactNode
  /** Before the title: an avatar. */
  sign?: ReactNode
  /** Above the title: where this page belongs. */
  back?: ReactNode
}

/** The title of a page, also of its tab in the browser. */
export function PageHeader({ title, tab = title, subtitle, actions, sign, back }: PageHeaderProps) {
  useDocumentTitle(tab)
  return (
    <div className={classes.head}>
      {back && <div className={classes.back}>{back}</div>}
      {sign}
      <div className={classes.words}>
        <h1>
          <bdi>{title}</bdi>
        </h1>
        {subtitle && <div className={classes.subtitle}>{subtitle}</div>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Regulars`
  }, [title])
}
