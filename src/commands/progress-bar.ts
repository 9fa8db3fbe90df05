import { formatNumber, type Locale, type Translate } from '#platform/i18n'

/** One line that is drawn over on a terminal; elsewhere a line every few seconds. */
export type ProgressBar = {
  update: (state: {
    label: string
    done: number
    total: number
    perSecond?: number
    secondsLeft?: number | null
  }) => void
  clear: () => void
}

const width = 24
const plainEveryMs = 5_000

export function createProgressBar(out: NodeJS.WriteStream, locale: Locale, t: Translate): ProgressBar {
  let plainAt = performance.now()
  return {
    update: ({ label, done, total, perSecond, secondsLeft }) => {
      const share = total > 0 ? Math.min(1, done / total) : 0
      const parts = [
        label,
        `${'█'.repeat(Math.round(share * width))}${'░'.repeat(width - Math.round(share * width))}`,
        `${formatNumber(share * 100, locale)} %`,
        ...(perSecond ? [t('cli.rate', { rate: formatNumber(perSecond, locale) })] : []),
        ...(secondsLeft ? [t('cli.left', { seconds: Math.ceil(secondsLeft) })] : []),
      ]
      if (out.isTTY) {
        out.write(`\r\u001b[K${parts.join('  ')}`)
        return
      }
      const now = performance.now()
      if (now - plainAt < plainEveryMs) return
      plainAt = now
      out.write(`${parts.join('  ')}\n`)
    },
    clear: () => {
      if (out.isTTY) out.write('\r\u001b[K')
    },
  }
}
