import { IconPencil, IconPlus } from '@tabler/icons-react'
import classes from './care.module.css'

type AddButtonProps = { onClick: () => void; label: string; isChange?: boolean; children: string }

/** Beside a card's title: adds something to it. `label` says what, for those who hear it alone. */
export function AddButton({ onClick, label, isChange = false, children }: AddButtonProps) {
  const Icon = isChange ? IconPencil : IconPlus
  return (
    <button type="button" className={classes.add} onClick={onClick} aria-label={`${children}: ${label}`}>
      <Icon size={15} stroke={isChange ? 1.8 : 2} aria-hidden />
      {children}
    </button>
  )
}
