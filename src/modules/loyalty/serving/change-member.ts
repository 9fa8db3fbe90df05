import type { LoyaltyDeps, Place } from '../ledger/desk.ts'
import { withMember } from './with-member.ts'

/** A birthday told or corrected. Each year is celebrated once, whatever it is changed to. */
export async function setBirthday(
  deps: LoyaltyDeps,
  place: Place,
  { memberId, birthday }: { memberId: string; birthday: string | null },
): Promise<void> {
  await withMember(deps, place, { memberId, name: 'birthday' }, async ({ desk, member }) => {
    member.birthday = birthday
    member.birthdaySetAt = birthday === null ? null : desk.now
  })
}
