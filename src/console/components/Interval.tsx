import { useI18n } from '../i18n/use-i18n.ts'
import classes from './Interval.module.css'

type IntervalProps = {
  /** What was measured: "We miss you". */
  label: string
  low: number
  value: number
  high: number
  /** The ends of the scale; the same for all intervals that stand below each other. */
  from: number
  to: number
  /** Formatted: "+31 visits". */
  text: string
  /** Formatted: "between 12 and 50". */
  range: string
  /** Where more is not better, as of complaints. */
  isGood?: boolean
}

/** An estimate with its uncertainty. It is pale while it crosses zero: then nothing is known yet. */
export function Interval({ label, low, value, high, from, to, text, range, isGood = value > 0 }: IntervalProps) {
  const { t, direction } = useI18n()
  const isOpen = low <= 0 && high >= 0
  const tone = isOpen ? classes.open : isGood ? classes.good : classes.bad
  const share = (point: number) => Math.min(1, Math.max(0, (point - from) / (to - from || 1)))
  // The scale follows the reading direction.
  const at = (point: number) => `${(direction === 'rtl' ? 1 - share(point) : share(point)) * 100}%`
  const words = isOpen ? t('console.interval.open', { range }) : range
  return (
    <figure className={classes.interval}>
      <figcaption className={classes.words}>
        <span>{label}</span>
        <b>
          <bdi>{text}</bdi>
        </b>
      </figcaption>
      <svg className={tone} width="100%" height="18" role="img" aria-label={`${label}: ${text}, ${words}`}>
        {from < 0 && to > 0 && <line className={classes.zero} x1={at(0)} x2={at(0)} y1="1" y2="17" />}
        <line className={classes.bar} x1={at(low)} x2={at(high)} y1="9" y2="9" />
        <circle className={classes.dot} cx={at(value)} cy="9" r="5" />
      </svg>
      <p className={classes.range}>{words}</p>
    </figure>
  )
}
