import { Portal } from '@mantine/core'
import type { CSSProperties } from 'react'
import classes from './ChartTip.module.css'
import type { Tip } from './use-chart-tip.ts'

// Nearer to the upper edge of the window it would not fit above its mark.
const leastRoom = 90

/** A few words beside a mark. The table of the chart says the same to whoever uses no pointer. */
export function ChartTip({ tip: { text, x, y } }: { tip: Tip }) {
  const side = y < leastRoom ? classes.below : classes.above
  return (
    <Portal>
      <div
        aria-hidden
        className={`${classes.place} ${side}`}
        style={{ '--tip-x': `${x}px`, '--tip-y': `${y}px` } as CSSProperties}
      >
        <span dir="auto" className={classes.tip}>
          {text}
        </span>
      </div>
    </Portal>
  )
}
