import type { translatorFor } from '#i18n'
import type { Deed } from '#modules/loyalty'

/** What was just done, in a few words. */
export function saidOf({ kind, points, stamps }: Deed, t: ReturnType<typeof translatorFor>): string {
  switch (kind) {
    case 'stamp':
      return t('till.said.stamp', { count: stamps })
    case 'earn':
      return t('till.said.earn', { count: points })
    case 'points_off':
      return t('till.said.points_off', { count: -points })
    case 'voucher':
      return t('till.said.voucher')
    default:
      return t('till.said.reward')
  }
}
