import { sql } from 'kysely'
import type { AuditAction } from '#contract/audit-actions'
import type { Invite, SentInvitation } from '#contract/people'
import type { Role } from '#contract/roles'
import { translatorFor } from '#i18n'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { newId, randomToken, sha256 } from '#platform/ids'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { People } from '../people.ts'
import { requireRank } from '../roles.ts'
import { timeOf } from '../sessions.ts'
import { type InvitationRow, lockInvitation, toInvitation } from './invitations.repo.ts'

/** Long enough for a holiday's Monday, short enough that a forgotten mail opens nothing. */
const days = 7

type By = { workspaceId: string; personId: string; role: Role }

/** Asks somebody to join. Throws already_member or already_invited; the role is at most the inviter's own. */
export async function invite(people: People, by: By, wanted: Invite): Promise<SentInvitation> {
  requireRank(by.role, wanted.role)
  const email = wanted.email.toLowerCase()
  return await inWorkspace(people.db, by.workspaceId, async (tx) => {
    await refuseMember(tx, by.workspaceId, email)
    const invitationId = newId()
    const token = randomToken(24)
    const now = timeOf(people.clock)
    // An invitation that ran out makes room for a new one.
    await sql`update invitations set withdrawn_at = ${now} where workspace_id = ${by.workspaceId} and email = ${email}
      and accepted_at is null and withdrawn_at is null and expires_at <= ${now}`.execute(tx)
    const { numAffectedRows } = await sql`
      insert into invitations (workspace_id, invitation_id, email, role, locale, token_hash, invited_by, created_at, sent_at, expires_at)
      values (${by.workspaceId}, ${invitationId}, ${email}, ${wanted.role}, ${wanted.locale}, ${sha256(token)}, ${by.personId},
        ${now}, ${now}, ${timeOf(people.clock, days * 86_400)})
      on conflict (workspace_id, email) where accepted_at is null and withdrawn_at is null do nothing`.execute(tx)
    if (!numAffectedRows) {
      throw new DomainError(
        'conflict',
        'already_invited',
        'This address has an open invitation; send it again instead.',
      )
    }
    const sent = await post(people, tx, by, invitationId, token)
    await audit(tx, by, 'people.invited', invitationId, { role: wanted.role })
    return sent
  })
}

/** A new link that is good for seven days again; the one before opens nothing any more. */
export async function resendInvitation(people: People, by: By, invitationId: string): Promise<SentInvitation> {
  return await inWorkspace(people.db, by.workspaceId, async (tx) => {
    const row = await getOpen(tx, by.workspaceId, invitationId)
    requireRank(by.role, row.role)
    await refuseMember(tx, by.workspaceId, row.email)
    const token = randomToken(24)
    await sql`update invitations set token_hash = ${sha256(token)}, sent_at = ${timeOf(people.clock)}, invited_by = ${by.personId},
      expires_at = ${timeOf(people.clock, days * 86_400)}
      where workspace_id = ${by.workspaceId} and invitation_id = ${invitationId}`.execute(tx)
    const sent = await post(people, tx, by, invitationId, token)
    await audit(tx, by, 'people.invitation_resent', invitationId, { role: row.role })
    return sent
  })
}

export async function withdrawInvitation(people: People, by: By, invitationId: string): Promise<void> {
  await inWorkspace(people.db, by.workspaceId, async (tx) => {
    const row = await getOpen(tx, by.workspaceId, invitationId)
    requireRank(by.role, row.role)
    await sql`update invitations set withdrawn_at = ${timeOf(people.clock)}
      where workspace_id = ${by.workspaceId} and invitation_id = ${invitationId}`.execute(tx)
    await audit(tx, by, 'people.invitation_withdrawn', invitationId, { role: row.role })
  })
}

async function getOpen(tx: Tx, workspaceId: string, invitationId: string): Promise<InvitationRow> {
  const row = await lockInvitation(tx, workspaceId, invitationId)
  if (row && row.acceptedAt === null && row.withdrawnAt === null) return row
  throw new DomainError('not_found', 'invitation_not_found', 'There is no such open invitation.')
}

async function refuseMember(tx: Tx, workspaceId: string, email: string): Promise<void> {
  const { rows } = await sql`select from memberships m join people p on p.id = m.person_id
    where m.workspace_id = ${workspaceId} and p.email = ${email}`.execute(tx)
  if (rows.length > 0)
    throw new DomainError('conflict', 'already_member', 'This person belongs to the workspace already.')
}

async function post(people: People, tx: Tx, by: By, invitationId: string, token: string): Promise<SentInvitation> {
  const row = await lockInvitation(tx, by.workspaceId, invitationId)
  if (!row) throw new Error('the invitation is gone')
  // Behind the #, so that neither a proxy's log nor a Referer holds it.
  const link = `${people.publicUrl}/join#${token}`
  const t = translatorFor(row.locale, 'mail', 'people')
  const values = {
    workspace: row.workspaceName,
    who: row.invitedBy ?? row.workspaceName,
    role: t(`people.role.${row.role}`),
    days,
  }
  await people.mailer.send(
    {
      key: `invitation:${invitationId}:${row.sentAt.getTime()}`,
      to: { email: row.email },
      locale: row.locale,
      workspaceId: by.workspaceId,
      subject: t('mail.invitation.subject', values),
      heading: t('mail.invitation.heading', values),
      paragraphs: [t('mail.invitation.text', values), t(`people.role_words.${row.role}`)],
      action: { label: t('mail.invitation.action', values), url: link },
      notes: [t('mail.invitation.until', values), t('mail.invitation.unasked', values)],
    },
    { tx },
  )
  return {
    invitation: toInvitation(row, people.clock.now()),
    link: people.mailer.delivery === 'outbox' ? link : null,
  }
}

async function audit(
  tx: Tx,
  by: By,
  action: AuditAction,
  invitationId: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const actor = { kind: 'person', actorId: by.personId } as const
  await recordAudit(tx, by.workspaceId, actor, { action, target: { kind: 'invitation', id: invitationId }, detail })
}
