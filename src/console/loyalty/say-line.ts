import type { I18n } from '../i18n/use-i18n.ts'

type Line = { kind: string; points: number; order: string | null; detail: Record<string, unknown> }

const known = [
  'join',
  'earn',
  'grant',
  'birthday',
  'referral',
  'challenge',
  'surprise',
  'wheel',
  'activate',
  'repay',
  'spend',
  'redeem',
  'reserve',
  'release',
  'return',
  'refund',
  'referral_back',
  'surprise_back',
  'gift_back',
  'undo',
  'expire',
  'transfer',
  'donate',
  'invited',
  'plan',
  'plan_paid',
  'plan_undone',
  'plan_refunded',
  'plan_restored',
  'plan_ended',
  'merge',
  'separate',
  'pool',
  'refer',
  'cashback',
  'cash_redeem',
  'cash_refund',
  'cash_return',
  'credits',
  'credits_refund',
  'credits_expire',
  'stamp',
  'stamp_redeem',
  'unstamp',
  'claim',
  'gift',
  'voucher',
  'tier',
] as const

export const ledgerKinds = known

/** What happened, in plain words. */
export function sayLine({ kind, order, detail }: Line, { t, number }: Pick<I18n, 't' | 'number'>): string {
  const count = (value: unknown): number => (typeof value === 'number' ? value : 0)
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  if (!known.some((one) => one === kind)) return kind
  if (kind === 'earn' && order === null) return t('loyalty.line.earn_event')
  if (kind === 'refund' && count(detail.expired) > 0)
    return t('loyalty.line.refund_expired', { order: order ?? '', points: count(detail.expired) })
  if (kind === 'stamp') return t('loyalty.line.stamp', { stamps: count(detail.stamps), cards: count(detail.rewards) })
  if (kind === 'challenge') return t('loyalty.line.challenge', { name: text(detail.challenge) })
  if (kind.startsWith('plan')) return t(`loyalty.line.${kind}`, { name: text(detail.plan) })
  if (kind === 'donate') return t('loyalty.line.donate', { cause: text(detail.cause) })
  if (kind === 'tier') return t('loyalty.line.tier', { tier: text(detail.to) })
  if (kind === 'activate') return t('loyalty.line.activate', { points: number(count(detail.points)) })
  return t(`loyalty.line.${kind}`, { order: order ?? '' })
}

/** The reason that somebody wrote down. */
export const reasonOf = ({ detail }: Pick<Line, 'detail'>): string | undefined =>
  typeof detail.reason === 'string' && detail.reason !== '' ? detail.reason : undefined
