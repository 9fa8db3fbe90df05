import { useI18n } from '../i18n/use-i18n.ts'
import classes from './WorkProgress.module.css'

type WorkProgressProps = {
  /** What is being done, in words. */
  label: string
  done: number
  /** Without a total the bar only says that work goes on. */
  total?: number | undefined
  /** Already formatted: "12,400 rows a second". */
  rate?: string | undefined
  secondsLeft?: number | null | undefined
}

/** Long work: how far, how fast, how long still. */
export function WorkProgress({ label, done, total, rate, secondsLeft }: WorkProgressProps) {
  const { t, percent } = useI18n()
  const share = total === undefined || total === 0 ? undefined : Math.min(100, (done / total) * 100)
  const words = [
    share === undefined ? undefined : percent(share, 0),
    rate,
    secondsLeft === null || secondsLeft === undefined ? undefined : timeLeft(secondsLeft, t),
  ].filter((word) => word !== undefined)
  return (
    <div className={classes.work}>
      <div className={classes.words}>
        <span className={classes.label}>{label}</span>
        <span>{words.join(' · ')}</span>
      </div>
      <progress
        className={classes.bar}
        aria-label={label}
        max={100}
        {...(share === undefined ? {} : { value: share })}
      />
    </div>
  )
}

function timeLeft(seconds: number, t: (key: string, values?: Record<string, number>) => string): string {
  if (seconds < 60) return t('console.seconds_left', { seconds: Math.max(1, Math.round(seconds)) })
  if (seconds < 3600) return t('console.minutes_left', { minutes: Math.round(seconds / 60) })
  return t('console.hours_left', { hours: Math.round(seconds / 3600) })
}
