import { appendCustomerEvents } from '#modules/customers'
import { DomainError } from '#platform/errors'
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

const eldest = 120

/** A day, YYYY-MM-DD, on which somebody who is alive may have been born. */
export function isBirthday(text: string, now: Temporal.Instant): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const today = now.toZonedDateTimeISO('UTC').toPlainDate()
  try {
    const day = Temporal.PlainDate.from(text, { overflow: 'reject' })
    return Temporal.PlainDate.compare(day, today) <= 0 && day.year >= today.year - eldest
  } catch {
    return false
  }
}

/**
 * The holder of a card says when they were born, once; the profile knows it from then on. Later only the shop changes it. Throws
 * birthday_wrong, birthday_known.
 */
export async function tellBirthday(
  deps: LoyaltyDeps,
  place: Place,
  { memberId, birthday }: { memberId: string; birthday: string },
): Promise<void> {
  if (!isBirthday(birthday, deps.clock.now()))
    throw new DomainError('invalid', 'birthday_wrong', 'Nobody is born on such a day.')
  await withMember(deps, place, { memberId, name: 'birthday' }, async ({ desk, member }) => {
    if (member.birthday !== null)
      throw new DomainError('conflict', 'birthday_known', 'The shop knows this birthday; it can correct it.')
    member.birthday = birthday
    member.birthdaySetAt = desk.now
    const { customerId } = member
    if (customerId !== null)
      await appendCustomerEvents(desk.tx, deps.clock, desk.workspaceId, { kind: 'system' }, [
        { customerId, traits: { birthday } },
      ])
  })
  deps.onWritten(place.workspaceId)
}
