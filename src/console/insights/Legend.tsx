import type { Tone } from '#charts'
import tones from '../components/ChartView.module.css'
import classes from './insights.module.css'

/** What the colours of a chart stand for. */
export function Legend({ items }: { items: readonly { tone: Tone; text: string }[] }) {
  return (
    <ul className={classes.legend}>
      {items.map(({ tone, text }) => (
        <li key={text}>
          <span className={`${classes.swatch} ${tones[tone]}`} aria-hidden />
          {text}
        </li>
      ))}
    </ul>
  )
}
