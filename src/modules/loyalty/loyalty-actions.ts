import { sql } from 'kysely'
import { z } from 'zod'
import { customerFamily } from '#modules/customers'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import { credit } from './ledger/credit.ts'
import { type Desk, type LoyaltyDeps, openDesk } from './ledger/desk.ts'
import { once } from './ledger/once.ts'
import { refuseBlocked } from './serving/blocked.ts'
import { giveAtDesk, requireLeft } from './serving/rewards.ts'
import { markActive, servingMember } from './serving/with-member.ts'

const awardPoints = z.strictObject({
  /** the oldest active programme when not given */
  programmeId: z.uuid().optional(),
  points: z.int().min(1).max(1_000_000),
  reason: z.string().trim().max(200).optional(),
})
const issueVoucher = z.strictObject({
  programmeId: z.uuid().optional(),
  rewardId: z.string().trim().min(1).max(64),
  reason: z.string().trim().max(200).optional(),
})

type Context = { workspaceId: string; customerId: string; key: string }
type Action = {
  name: string
  schema: z.ZodType
  check: (tx: Tx, workspaceId: string, params: unknown) => Promise<void>
  perform: (tx: Tx, context: Context, params: unknown) => Promise<void>
}

/**
 * What journeys can do with loyalty: `award_points` and `issue_voucher`, in the transaction of the step, once for its key. Only for
 * members: throws not_a_member, member_blocked, programme_not_found, reward_not_found, out_of_stock.
 */
export function loyaltyActions(deps: Pick<LoyaltyDeps, 'clock'>): Action[] {
  return [
    {
      name: 'award_points',
      schema: awardPoints,
      check: async (tx, workspaceId, params) => {
        await desksOf(tx, deps, workspaceId, awardPoints.parse(params).programmeId)
      },
      perform: async (tx, context, params) => {
        const { programmeId, points, reason } = awardPoints.parse(params)
        const { desk, memberId } = await openFor(tx, deps, context, programmeId)
        const detail = reason === undefined ? {} : { reason }
        await once(desk, context.key, { award: points }, () =>
          servingMember(desk, memberId, async ({ book, member }) => {
            refuseBlocked(member)
            await credit(desk, book, member, { kind: 'grant', points, at: desk.now, detail })
            markActive(book, desk.now)
            return { points }
          }),
        )
      },
    },
    {
      name: 'issue_voucher',
      schema: issueVoucher,
      check: async (tx, workspaceId, params) => {
        const { programmeId, rewardId } = issueVoucher.parse(params)
        const desks = await desksOf(tx, deps, workspaceId, programmeId)
        const offers = desks.filter(({ rules }) => rules.rewards.some(({ id }) => id === rewardId))
        const [desk = desks[0]] = offers
        if (desk) await requireLeft(desk, rewardId)
      },
      perform: async (tx, context, params) => {
        const { programmeId, rewardId, reason } = issueVoucher.parse(params)
        const { desk, memberId } = await openFor(tx, deps, context, programmeId)
        await once(desk, context.key, { gift: rewardId }, () => giveAtDesk(desk, { memberId, rewardId, reason }))
      },
    },
  ]
}

/** The programme of a customer and who they are in it. Throws not_a_member. */
export async function openFor(
  tx: Tx,
  { clock }: Pick<LoyaltyDeps, 'clock'>,
  { workspaceId, customerId }: Context,
  wanted: string | undefined,
): Promise<{ desk: Desk; memberId: string }> {
  const family = await customerFamily(tx, workspaceId, customerId)
  const { rows } = await sql<{ programmeId: string; memberId: string }>`
    select m.programme_id as "programmeId", m.member_id as "memberId" from loyalty_members m
    join loyalty_programmes p using (workspace_id, programme_id)
    where m.workspace_id = ${workspaceId} and m.customer_id = any(${family}::uuid[]) and p.status = 'active'
      and (${wanted ?? null}::uuid is null or m.programme_id = ${wanted ?? null}::uuid)
    order by p.created_at, m.merged_into is not null, m.joined_at limit 1`.execute(tx)
  const [row] = rows
  if (!row) throw new DomainError('conflict', 'not_a_member', 'This customer is not a member of the loyalty programme.')
  const actor = { kind: 'system' } as const
  return {
    desk: await openDesk(tx, clock, { workspaceId, programmeId: row.programmeId, actor }),
    memberId: row.memberId,
  }
}

/** The programmes that run, or the one that is wanted. Throws programme_not_found where none does. */
async function desksOf(
  tx: Tx,
  { clock }: Pick<LoyaltyDeps, 'clock'>,
  workspaceId: string,
  wanted: string | undefined,
): Promise<Desk[]> {
  const { rows } = await sql<{ programmeId: string }>`select programme_id as "programmeId" from loyalty_programmes
    where workspace_id = ${workspaceId} and status = 'active'
      and (${wanted ?? null}::uuid is null or programme_id = ${wanted ?? null}::uuid) order by created_at`.execute(tx)
  if (rows.length === 0)
    throw new DomainError('not_found', 'programme_not_found', 'There is no such loyalty programme.')
  const actor = { kind: 'system' } as const
  const desks: Desk[] = []
  for (const { programmeId } of rows) desks.push(await openDesk(tx, clock, { workspaceId, programmeId, actor }))
  return desks
}
