import { IconPlus } from '@tabler/icons-react'
import classes from './care.module.css'

/** Beside a card's title: adds something to it. `label` says what, for those who hear it alone. */
export function AddButton({ onClick, label, children }: { onClick: () => void; label: string; children: string }) {
  return (
    <button type="button" className={classes.add} onClick={onClick} aria-label={label}>
      <IconPlus size={15} stroke={2} aria-hidden />
      {children}
    </button>
  )
}
