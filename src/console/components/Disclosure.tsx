import { IconChevronDown } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import classes from './Disclosure.module.css'

type DisclosureProps = { summary: ReactNode; children: ReactNode; className?: string | undefined }

/** A line of a list that opens into its detail, which is drawn only while it is open. */
export function Disclosure({ summary, children, className = '' }: DisclosureProps) {
  const [open, setOpen] = useState(false)
  return (
    <details className={`${classes.item} ${className}`} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.summary}>
        {summary}
        <IconChevronDown size={16} className={classes.chevron} aria-hidden />
      </summary>
      {open && children}
    </details>
  )
}
