import { sql } from 'kysely'
import type { Invitation } from '#contract/people'
import type { Role } from '#contract/roles'
import type { Locale } from '#platform/i18n'
import type { Tx } from '#platform/postgres'

export type InvitationRow = {
  invitationId: string
  email: string
  role: Role
  locale: Locale
  invitedBy: string | null
  sentAt: Date
  expiresAt: Date
  acceptedAt: Date | null
  withdrawnAt: Date | null
  workspaceName: string
}

const columns = sql`i.invitation_id as "invitationId", i.email, i.role, i.locale, p.name as "invitedBy", i.sent_at as "sentAt",
  i.expires_at as "expiresAt", i.accepted_at as "acceptedAt", i.withdrawn_at as "withdrawnAt", w.name as "workspaceName"`

const tables = sql`invitations i join workspaces w using (workspace_id) left join people p on p.id = i.invited_by`

/** Those that can still be accepted or sent again, the newest first. */
export async function listOpenInvitations(tx: Tx, workspaceId: string): Promise<InvitationRow[]> {
  const { rows } = await sql<InvitationRow>`select ${columns} from ${tables}
    where i.workspace_id = ${workspaceId} and i.accepted_at is null and i.withdrawn_at is null
    order by i.sent_at desc, i.invitation_id`.execute(tx)
  return rows
}

export async function lockInvitation(
  tx: Tx,
  workspaceId: string,
  invitationId: string,
): Promise<InvitationRow | undefined> {
  const { rows } = await sql<InvitationRow>`select ${columns} from ${tables}
    where i.workspace_id = ${workspaceId} and i.invitation_id = ${invitationId} for update of i`.execute(tx)
  return rows[0]
}

export function toInvitation(row: InvitationRow, now: Temporal.Instant): Invitation {
  const { invitationId, email, role, invitedBy } = row
  return {
    invitationId,
    email,
    role,
    invitedBy,
    sentAt: row.sentAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    isExpired: row.expiresAt.getTime() <= now.epochMilliseconds,
  }
}
