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
  wheel: 'Points Earned',
  spend: 'Points Redeemed',
  redeem: 'Points Redeemed',
  claim: 'Reward Claimed',
  voucher: 'Voucher Used',
  expire: 'Points Expired',
  refund: 'Points Reversed',
  undo: 'Points Reversed',
  return: 'Points Returned',
  transfer: 'Points Transferred',
  stamp: 'Stamp Collected',
  stamp_redeem: 'Reward Redeemed',
  tier: 'Tier Changed',
}

/** What a transaction of the ledger is on the customer's timeline; the same one is told once. */
export function tellOf(told: Told): CustomerEvent[] {
  const event = names[told.kind]
  const { points, stamps, rewards, from, to, reward } = told.detail
  if (event === undefined || told.customerId === null || (event === 'Points Earned' && points === 0)) return []
  const parts = { points, stamps, rewards, reward, order: told.order ?? undefined }
  const tier = told.kind === 'tier' ? { from, to } : {}
  return [
    {
      customerId: told.customerId,
      event,
      properties: JSON.parse(
        JSON.stringify({ programme_id: told.programmeId, reason: told.kind, ...parts, ...tier }),
      ) as Record<string, unknown>,
      at: Temporal.Instant.fromEpochMilliseconds(told.at),
      messageId: `loyalty:${told.id}`,
    },
  ]
}
