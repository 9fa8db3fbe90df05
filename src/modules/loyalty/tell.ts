import type { CustomerEvent } from '#modules/customers'

type Told = {
  id: string
  programmeId: string
  kind: string
  memberId: string | null
  customerId: string | null
  order: string | null
  at: number
  detail: Record<string, unknown>
}

const names: Record<string, string> = {
  join: 'Loyalty Joined',
  earn: 'Points Earned',
  grant: 'Points Earned',
  birthday: 'Points Earned',
  referral: 'Points Earned',
  surprise: 'Points Earned',
  challenge: 'Challenge Completed',
  wheel: 'Points Earned',
  spend: 'Points Redeemed',
  redeem: 'Points Redeemed',
  claim: 'Reward Claimed',
  gift: 'Reward Given',
  voucher: 'Voucher Used',
  expire: 'Points Expired',
  refund: 'Points Reversed',
  referral_back: 'Points Reversed',
  surprise_back: 'Points Reversed',
  gift_back: 'Reward Taken Back',
  undo: 'Points Reversed',
  return: 'Points Returned',
  transfer: 'Points Transferred',
  donate: 'Points Given Away',
  invited: 'Invitation Accepted',
  plan_paid: 'Plan Paid',
  plan_refunded: 'Plan Refunded',
  plan_restored: 'Plan Restored',
  plan_ended: 'Plan Ended',
  cashback: 'Cashback Earned',
  cash_redeem: 'Cashback Redeemed',
  cash_refund: 'Cashback Reversed',
  cash_return: 'Cashback Returned',
  credits: 'Tier Credits Earned',
  credits_refund: 'Tier Credits Reversed',
  credits_expire: 'Tier Credits Expired',
  stamp: 'Stamp Collected',
  stamp_redeem: 'Reward Redeemed',
  tier: 'Tier Changed',
}

/** Told only where there were some. */
const isOfPoints = (event: string): boolean => event === 'Points Earned' || event === 'Points Reversed'

/** What a transaction of the ledger is on the customer's timeline; the same one is told once. */
export function tellOf(told: Told): CustomerEvent[] {
  const event = names[told.kind]
  const { customerId } = told
  const {
    points,
    stamps,
    rewards,
    cashMinor,
    credits,
    from,
    to,
    reward,
    challenge,
    cause,
    target,
    plan,
    ready,
    near,
    last,
    up,
  } = told.detail
  if (event === undefined || customerId === null || (isOfPoints(event) && points === 0)) return []
  const at = Temporal.Instant.fromEpochMilliseconds(told.at)
  const say = (name: string, properties: Record<string, unknown>, key = ''): CustomerEvent => ({
    customerId,
    event: name,
    properties: JSON.parse(JSON.stringify({ programme_id: told.programmeId, ...properties })) as Record<
      string,
      unknown
    >,
    at,
    messageId: `loyalty:${told.id}${key}`,
  })
  const tier = told.kind === 'tier' ? { from, to } : told.kind === 'invited' ? { to, target } : {}
  const parts = {
    reason: told.kind,
    points,
    stamps,
    rewards,
    cash_minor: cashMinor,
    credits,
    reward,
    challenge,
    cause,
    plan,
    order: told.order ?? undefined,
    ...tier,
  }
  const inReach = Array.isArray(ready) ? ready : []
  const nearly = Array.isArray(near) ? near : []
  return [
    say(event, parts),
    ...inReach.map((id, i) => say('Reward Ready', { reward: id }, `:ready:${i}`)),
    ...(told.kind === 'stamp' && typeof rewards === 'number' ? [say('Reward Ready', { rewards }, ':ready')] : []),
    ...nearly.map((id, i) => say('Reward Near', { reward: id }, `:near:${i}`)),
    ...(last === true ? [say('Reward Near', {}, ':near')] : []),
    ...(up === true ? [say('Tier Reached', { tier: to, from }, ':up')] : []),
  ]
}
