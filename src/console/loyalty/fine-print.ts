import type { LoyaltyRulesInput } from '#contract/loyalty'

type Choice = {
  name: string
  /** the usual one first */
  options: readonly string[]
  chosen: string
  choose: (value: string) => Partial<LoyaltyRulesInput>
}

function choice<T extends string>(
  name: string,
  options: readonly [T, ...T[]],
  chosen: T | undefined,
  change: (value: T) => Partial<LoyaltyRulesInput>,
): Choice {
  const choose = (value: string) => change(options.find((one) => one === value) ?? options[0])
  return { name, options, chosen: chosen ?? options[0], choose }
}

/** The choices that these rules leave open, each with what is chosen now. */
export function choices(rules: LoyaltyRulesInput): Choice[] {
  const { birthday, stamps, refund } = rules
  return [
    choice('consume', ['soonest_expiry', 'oldest_first'], rules.consume, (consume) => ({ consume })),
    choice('combine', ['product', 'newest_only', 'best_only'], rules.multiplierCombine, (multiplierCombine) => ({
      multiplierCombine,
    })),
    choice('rounding', ['floor', 'round', 'ceil'], rules.finalRounding, (finalRounding) => ({ finalRounding })),
    choice('part', ['proportional', 'full_only'], refund?.mode, (mode) => ({ refund: { ...refund, mode } })),
    choice('paid', ['never', 'on_full'], refund?.returnRedeemed, (returnRedeemed) => ({
      refund: { ...refund, returnRedeemed },
    })),
    choice(
      'transfer',
      ['per_lot', 'first_lot', 'off'],
      rules.transfers === 'off' ? 'off' : rules.transferExpiry,
      (value) => (value === 'off' ? { transfers: value } : { transfers: 'on', transferExpiry: value }),
    ),
    ...(birthday
      ? [choice('leap', ['feb28', 'mar1'], birthday.leapDay, (leapDay) => ({ birthday: { ...birthday, leapDay } }))]
      : []),
    ...(stamps
      ? [choice('overflow', ['carry', 'cap'], stamps.overflow, (overflow) => ({ stamps: { ...stamps, overflow } }))]
      : []),
  ]
}

/** Those that are not as usual, as keys of their sentences. */
export const unusual = (rules: LoyaltyRulesInput): string[] =>
  choices(rules).flatMap(({ name, options, chosen }) =>
    chosen === options[0] ? [] : [`loyalty.fine.${name}.${chosen}`],
  )
