import { useI18n } from '../i18n/use-i18n.ts'
import { layRhythm } from './lay-rhythm.ts'
import classes from './RhythmStrip.module.css'

type RhythmStripProps = {
  /** Days of visits, ISO, in any order. */
  visits: readonly string[]
  /** The day until which silence is counted. */
  until: string
  usualGapDays: number | null
  /** How worrying the silence is; without it the line stays pale. */
  risk?: 'medium' | 'high' | undefined
  size?: 'small' | 'large'
}

/** A person's rhythm: a tick for every visit, a line for the silence since the last one. */
export function RhythmStrip({ visits, until, usualGapDays, risk, size = 'small' }: RhythmStripProps) {
  const i18n = useI18n()
  const rhythm = layRhythm(visits, until, usualGapDays)
  if (rhythm === undefined) return null
  // The time axis follows the reading direction.
  const at = (share: number) => `${(i18n.direction === 'rtl' ? 1 - share : share) * 100}%`
  const text = i18n.t('console.rhythm.text', {
    visits: rhythm.ticks.length,
    gap: usualGapDays === null ? 0 : Math.round(usualGapDays),
    known: usualGapDays === null ? 'no' : 'yes',
    silent: rhythm.silentDays,
  })
  const tone = risk === 'high' ? classes.now : risk === 'medium' ? classes.look : classes.calm
  const large = size === 'large'
  return (
    <figure className={large ? classes.large : classes.small}>
      <svg width="100%" height={large ? 56 : 18} role="img" aria-label={text}>
        <line x1="0" x2="100%" y1="50%" y2="50%" className={classes.base} />
        <line x1={at(rhythm.lastVisit)} x2={at(1)} y1="50%" y2="50%" className={tone} />
        {rhythm.expected !== undefined && (
          <circle cx={at(rhythm.expected)} cy="50%" r={large ? 5 : 0} className={classes.expected}>
            <title>{i18n.t('console.rhythm.expected', { day: i18n.day(rhythm.expectedOn) })}</title>
          </circle>
        )}
        {rhythm.ticks.map(({ day, share }) => (
          <rect
            key={day}
            className={classes.tick}
            x={at(share)}
            y={large ? '15%' : '14%'}
            width={large ? 4 : 3.5}
            height={large ? '70%' : '72%'}
            rx="1.5"
          >
            <title>{i18n.day(day)}</title>
          </rect>
        ))}
      </svg>
      {large && (
        <figcaption className={classes.axis}>
          <span>{i18n.day(rhythm.firstDay)}</span>
          <span>{i18n.day(until)}</span>
        </figcaption>
      )}
    </figure>
  )
}
