import { formatNumber, type Locale, type Translate } from '#platform/i18n'

export type BarState = {
  label: string
  done: number
  total: number
  perSecond?: number
  secondsLeft?: number | null
}

/** One line that is drawn over on a terminal; elsewhere a line now and then, without a bar, and one at the end. */
export type ProgressBar = { update: (state: BarState) => void; clear: () => void }

type Output = Pick<NodeJS.WriteStream, 'write'> & { isTTY?: boolean; columns?: number }

const widest = 24
const narrowest = 6

/** `now` in milliseconds, monotonous. */
export function createProgressBar(
  out: Output,
  locale: Locale,
  t: Translate,
  now: () => number = () => performance.now(),
): ProgressBar {
  const words = ({ perSecond, secondsLeft }: BarState, share: number): string[] => [
    // Only what is done is all of it.
    `${formatNumber(Math.floor(share * 100), locale)} %`,
    ...(perSecond ? [t('cli.rate', { rate: formatNumber(perSecond, locale) })] : []),
    ...(secondsLeft && share < 1 ? [t('cli.left', { seconds: Math.ceil(secondsLeft) })] : []),
  ]
  const isDue = rarely(now)
  return {
    update: (state) => {
      const share = state.total > 0 ? Math.min(1, state.done / state.total) : 0
      const said = words(state, share)
      if (out.isTTY) out.write(`\r\u001b[K${drawn(state.label, said, share, out.columns ?? 80)}`)
      else if (isDue(share)) out.write(`${[state.label, ...said].join('  ')}\n`)
    },
    clear: () => {
      if (out.isTTY) out.write('\r\u001b[K')
    },
  }
}

/** A line that is wider than the terminal goes on in the next one and cannot be drawn over. */
function drawn(label: string, said: string[], share: number, columns: number): string {
  const room = columns - 1 - [label, '', ...said].join('  ').length
  const width = Math.min(widest, room)
  const full = Math.round(share * width)
  const parts = width < narrowest ? [label, ...said] : [label, '█'.repeat(full) + '░'.repeat(width - full), ...said]
  return parts.join('  ').slice(0, columns - 1)
}

const soonestMs = 5_000
const latestMs = 60_000

/** When to write a line: a tenth further than in the last one, but not at once; every minute; and that all is done, if any was written before. */
function rarely(now: () => number): (share: number) => boolean {
  let last = { at: now(), share: 0, isFirst: true }
  return (share) => {
    const passed = now() - last.at
    if (share >= 1) {
      const { isFirst } = last
      last = { at: now(), share: 0, isFirst: true }
      return !isFirst
    }
    if (passed < latestMs && (passed < soonestMs || share - last.share < 0.1)) return false
    last = { at: now(), share, isFirst: false }
    return true
  }
}
