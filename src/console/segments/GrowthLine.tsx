import { useI18n } from '../i18n/use-i18n.ts'
import classes from './segments.module.css'

/** A month of members as a small line; its ends are told for those who cannot see it. */
export function GrowthLine({ members }: { members: number[] }) {
  const { t, number, direction } = useI18n()
  const [first = 0, last = 0] = [members[0], members.at(-1)]
  if (members.length < 2) return <span className={classes.quiet}>–</span>
  const most = Math.max(1, ...members)
  const isSteady = members.every((value) => value === first)
  const points = members.map((value, at) => {
    const x = (100 * at) / (members.length - 1)
    // A steady line stands beside the words of its row, not above them.
    const y = isSteady ? 14 : 26 - (24 * value) / most
    return `${(direction === 'rtl' ? 100 - x : x).toFixed(1)},${y.toFixed(1)}`
  })
  return (
    <svg
      className={classes.spark}
      viewBox="0 0 100 28"
      preserveAspectRatio="none"
      role="img"
      aria-label={t('segments.lately_of', { from: number(first), to: number(last) })}
    >
      <polyline points={points.join(' ')} />
    </svg>
  )
}
