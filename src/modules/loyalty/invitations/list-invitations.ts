import { sql } from 'kysely'
import type { LoyaltyInvitations } from '#contract/loyalty-club'
import { whoNow } from '#modules/customers'
import type { CardDeps } from '../cards/card-deps.ts'
import { atDesk, type Place } from '../ledger/desk.ts'
import { columns, type Invitation } from './invitations.repo.ts'

const mostShown = 500

/** The invitations of a programme that were not withdrawn, the newest first; all of them without a limit. */
export async function listInvitations(
  deps: CardDeps,
  place: Place,
  most: number | null = mostShown,
): Promise<LoyaltyInvitations> {
  return await atDesk(deps, place, async (desk) => {
    const { rows } = await sql<
      Invitation & { name: string | null }
    >`select ${columns}, c.name from loyalty_invitations i
      left join customers o on o.workspace_id = i.workspace_id and o.customer_id = i.customer_id
      left join customers c on c.workspace_id = i.workspace_id and c.customer_id = ${whoNow('o')}
      where i.workspace_id = ${desk.workspaceId} and i.programme_id = ${desk.programmeId} and i.withdrawn_at is null
      order by i.created_at desc, i.invitation_id desc limit ${most === null ? null : most + 1}`.execute(desk.tx)
    const invitations = rows.slice(0, most ?? undefined).map(({ at, until, withdrawnAt, ...row }) => ({
      ...row,
      url: new URL(`/j/${desk.programmeId}?invite=${row.code}`, deps.publicUrl()).href,
      until: until?.toISOString() ?? null,
      at: at.toISOString(),
    }))
    return { invitations, hasMore: most !== null && rows.length > most }
  })
}
