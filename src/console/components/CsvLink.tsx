import { IconDownload } from '@tabler/icons-react'
import classes from './CsvLink.module.css'

/** Downloads the same rows as CSV. `children` is the visible word; without it only the icon with its label. */
export function CsvLink({ href, label, children }: { href: string; label: string; children?: React.ReactNode }) {
  return (
    <a className={children ? classes.button : classes.icon} href={href} download aria-label={label} title={label}>
      <IconDownload size={16} stroke={1.7} aria-hidden />
      {children}
    </a>
  )
}
