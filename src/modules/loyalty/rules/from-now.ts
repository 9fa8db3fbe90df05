import type { LoyaltyRules } from '#contract/loyalty'

/**
 * Rules with the moment from which they reach: nobody is paid for birthdays, or loses points for having been away, of before that was
 * switched on. What was on already stays on since then; who says another moment decides it.
 */
export function fromNow(rules: LoyaltyRules, before: LoyaltyRules, now: string): LoyaltyRules {
  const { birthday, expiry } = rules
  return {
    ...rules,
    ...(birthday && { birthday: { ...birthday, ...reach(birthday, before.birthday, true, now) } }),
    ...(isAway(expiry) && {
      expiry: { ...expiry, ...reach(expiry, before.expiry, isSame(before.expiry, expiry), now) },
    }),
  }
}

type Expiry = NonNullable<LoyaltyRules['expiry']>
type Reach = { enabledAt?: string | undefined }

const isAway = (expiry: Expiry | undefined): expiry is Expiry => expiry?.kind.startsWith('inactivity') ?? false

/** A shorter time would take points at once of which nobody knew that they were in danger. */
const isSame = (before: Expiry | undefined, { kind, n }: Expiry): boolean => before?.kind === kind && before.n === n

function reach({ enabledAt }: Reach, before: Reach | undefined, goesOn: boolean, now: string): Reach {
  if (enabledAt !== undefined && enabledAt !== before?.enabledAt) return { enabledAt }
  if (!before || !goesOn) return { enabledAt: now }
  // Rules of before this was remembered know no moment.
  return before.enabledAt === undefined ? {} : { enabledAt: before.enabledAt }
}
