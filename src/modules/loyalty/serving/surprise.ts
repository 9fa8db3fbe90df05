import { randomInt } from 'node:crypto'
import { credit } from '../ledger/credit.ts'
import { countUp } from './rewards.ts'
import type { At } from './with-member.ts'

/**
 * One purchase in so many brings points that nobody expected, until the month's budget is spent. The counter is locked after accounts, and
 * nothing else is locked after it, so that nobody waits in a circle.
 */
export async function surpriseMember(
  { desk, book, member }: At,
  draw: (oneIn: number) => number = randomInt,
): Promise<void> {
  const rule = desk.rules.surprise
  if (!rule || draw(rule.oneIn) !== 0) return
  const month = desk.now.toZonedDateTimeISO(desk.zone).toPlainDate().toPlainYearMonth().toString()
  if (!(await countUp(desk, `surprise:${month}`, rule.points, rule.monthlyPoints))) return
  await credit(desk, book, member, { kind: 'surprise', points: rule.points, at: desk.now })
}
