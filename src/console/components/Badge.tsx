import type { ReactNode } from 'react'
import classes from './Badge.module.css'

export type Tone = 'good' | 'look' | 'now' | 'new' | 'quiet'

/** A word in a coloured pill; the word says it, the colour repeats it. */
export function Badge({ tone = 'quiet', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`${classes.badge} ${classes[tone]}`}>{children}</span>
}
