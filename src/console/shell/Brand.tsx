import { Link } from '@tanstack/react-router'
import classes from './Brand.module.css'

export function Brand() {
  return (
    <Link to="/" className={classes.brand}>
      <Mark />
      <span translate="no">Regulars</span>
    </Link>
  )
}

/** Four visits at an even distance: the product's sign. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <circle cx="16" cy="16" r="15" className={classes.disc} />
      <path d="M9 21.5v-6m4.7 6v-8.500m4.700 8.500v-8.500m4.600 8.500v-11" className={classes.ticks} />
    </svg>
  )
}
