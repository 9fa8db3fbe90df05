import type { ReactNode } from 'react'
import classes from './Figure.module.css'
import { HelpHint } from './HelpHint.tsx'

type Comparison = {
  direction: 'up' | 'down' | 'same'
  /** Whether the change is welcome; a neutral change has no colour. */
  tone?: 'good' | 'bad' | undefined
  text: string
}

type FigureProps = {
  label: string
  value: ReactNode
  compared?: Comparison | undefined
  /** Of how many, of what, until when. */
  of?: ReactNode
  tone?: 'good' | 'look' | 'now'
  /** Message key of the definition, shown behind a question mark. */
  help: string
}

/** A figure that never stands alone: what it means, compared with what, of how many. */
export function Figure({ label, value, compared, of, tone, help }: FigureProps) {
  return (
    <div className={classes.figure}>
      <div className={classes.label}>
        {label}
        <HelpHint hint={help} about={label} />
      </div>
      <div className={classes.value}>{value}</div>
      <div className={classes.meaning}>
        {compared && (
          <span className={compared.tone && classes[compared.tone]}>
            <Arrow direction={compared.direction} />
            {compared.text}
          </span>
        )}
        {of && <span className={tone && classes[tone]}>{of}</span>}
      </div>
    </div>
  )
}

/** Figures side by side; on a phone two in a row. */
export function FigureRow({ children }: { children: ReactNode }) {
  return <div className={classes.row}>{children}</div>
}

function Arrow({ direction }: { direction: Comparison['direction'] }) {
  if (direction === 'same') return null
  return (
    <svg className={classes.arrow} width="9" height="8" viewBox="0 0 9 8" aria-hidden="true">
      <path d={direction === 'up' ? 'M4.500 0 9 8H0z' : 'M0 0h9L4.500 8z'} />
    </svg>
  )
}
