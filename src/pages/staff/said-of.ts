import type { Deed, DoneDeed } from '#modules/loyalty'
import { formatMoney } from '#platform/i18n'
import type { Words } from './guest-view.ts'

/** What was just done, in a few words. */
export function saidOf(
  { kind, points, stamps, amountMinor, surprise }: Deed & Partial<DoneDeed>,
  { t, locale }: Words,
  currency: string,
): string {
  switch (kind) {
    case 'stamp':
      return t('till.said.stamp', { count: stamps })
    case 'earn':
      return [t('till.said.earn', { count: points }), ...(surprise ? [saySurprise(surprise, t)] : [])].join(' ')
    case 'points_off':
      return t('till.said.points_off', { count: -points })
    case 'cash_off':
      return t('till.said.cash_off', { money: formatMoney(amountMinor ?? 0, currency, locale) })
    case 'voucher':
      return t('till.said.voucher')
    case 'plan':
      return t('till.said.plan')
    default:
      return t('till.said.reward')
  }
}

function saySurprise({ points, reward }: NonNullable<DoneDeed['surprise']>, t: Words['t']): string {
  return reward === null
    ? t('till.said.surprise_points', { count: points })
    : t('till.said.surprise_reward', { reward })
}
