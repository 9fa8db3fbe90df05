import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { credit } from '../ledger/credit.ts'
import type { Desk } from '../ledger/desk.ts'
import { post } from '../ledger/post.ts'
import { takeListedCode } from './listed-codes.ts'
import { countUp, findReward, issue, newCode, type Reward } from './rewards.ts'
import type { At } from './with-member.ts'

/** Points, or a reward with the code of its voucher. */
export type Surprise = { points: number; reward: string | null; code: string | null }

/** The counters of what surprises have cost in a month. */
export const budgets = {
  points: (month: string): string => `surprise:${month}`,
  rewards: (month: string): string => `surprise_reward:${month}`,
}

/**
 * One purchase in so many brings something that nobody expected, until the month's budget is spent. Counters are locked after accounts here,
 * and nothing else is locked after them, so that nobody waits in a circle. It goes with the purchase that brought it (`with`).
 */
export async function surpriseMember(
  { desk, book, member }: At,
  earnId: string,
  draw: (oneIn: number) => number = randomInt,
): Promise<Surprise | null> {
  const rule = desk.rules.surprise
  if (!rule || draw(rule.oneIn) !== 0) return null
  const month = desk.now.toZonedDateTimeISO(desk.zone).toPlainDate().toPlainYearMonth().toString()
  const { points = 0, monthlyPoints = 0, monthlyRewards = 0, reward: rewardId } = rule
  if (rewardId === undefined) {
    if (!(await countUp(desk, budgets.points(month), points, monthlyPoints))) return null
    await credit(desk, book, member, { kind: 'surprise', points, at: desk.now, detail: { with: earnId, month } })
    return { points, reward: null, code: null }
  }
  const reward = findReward(desk, rewardId)
  const budget = budgets.rewards(month)
  if (!(await countUp(desk, budget, 1, monthlyRewards))) return null
  const code = await takeWithoutWaiting(desk, reward)
  if (code === undefined) {
    await countUp(desk, budget, -1, null)
    return null
  }
  const detail = { reward: rewardId, gift: true, reason: 'surprise', with: earnId, month }
  const gift = { kind: 'gift', memberId: member.memberId, at: desk.now, detail, lines: [] }
  const transactionId = await post(desk, [book], gift)
  await issue(desk, member, reward, { transactionId, code, points: 0 })
  return { points: 0, reward: reward.name ?? rewardId, code }
}

/** One of a reward's stock with its code; undefined where none is left, or where somebody is claiming the reward at this moment, who may wait for this account. */
async function takeWithoutWaiting(desk: Desk, reward: Reward): Promise<string | undefined> {
  const name = `reward:${reward.id}`
  const where = sql`workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and name = ${name}`
  const seen = await sql<{ used: number }>`select used from loyalty_counters where ${where}`.execute(desk.tx)
  if (seen.rows.length > 0) {
    const free = await sql`select used from loyalty_counters where ${where} for update skip locked`.execute(desk.tx)
    if (free.rows.length === 0) return undefined
  }
  const code = reward.fromList ? await takeListedCode(desk, reward.id) : newCode()
  if (code === undefined) return undefined
  if (await countUp(desk, name, 1, reward.stock)) return code
  await sql`update loyalty_listed_codes set taken_at = null where workspace_id = ${desk.workspaceId}
    and programme_id = ${desk.programmeId} and code = ${code}`.execute(desk.tx)
  return undefined
}
