import { DomainError } from '#platform/errors'
import { credit } from '../ledger/credit.ts'
import { atDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { post } from '../ledger/post.ts'
import { refuseBlocked } from './blocked.ts'
import { countUp } from './rewards.ts'
import { type Keyed, servingMember } from './with-member.ts'

/** A surprise within a budget: `draw` (0 to 1) wins below the programme's chance, until nothing is left to win. Throws no_wheel. */
export async function spinWheel(
  deps: LoyaltyDeps,
  place: Place,
  { key, ...spin }: Keyed & { memberId: string },
  draw: () => number,
): Promise<{ win: boolean; points: number }> {
  return await atDesk(deps, place, (desk) =>
    once(desk, key, { spin }, async () => {
      const rule = desk.rules.wheel
      if (!rule) throw new DomainError('conflict', 'no_wheel', 'This programme has nothing to win.')
      const isLucky = draw() < rule.winBelow
      const win = isLucky && (await countUp(desk, 'wheel', rule.prizePoints, rule.budget))
      const points = win ? rule.prizePoints : 0
      return await servingMember(desk, spin.memberId, async ({ book, member }) => {
        refuseBlocked(member)
        if (win) await credit(desk, book, member, { kind: 'wheel', points, at: desk.now })
        else
          await post(desk, [book], {
            kind: 'wheel',
            memberId: member.memberId,
            at: desk.now,
            detail: { points },
            lines: [],
          })
        return { win, points }
      })
    }),
  )
}
