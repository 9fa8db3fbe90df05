import { IconPlus } from '@tabler/icons-react'
import classes from './segments.module.css'

/** Adds one more to a sentence. */
export function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className={classes.add} onClick={onClick}>
      <IconPlus size={13} stroke={2} aria-hidden />
      {label.trim()}…
    </button>
  )
}
