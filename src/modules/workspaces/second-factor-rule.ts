import { sql } from 'kysely'
import { type AuditActor, recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { type Db, inWorkspace } from '#platform/postgres'
import { getLiveSession } from './sessions.ts'

export async function readSecondFactorRule(db: Db, workspaceId: string): Promise<boolean> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<{ required: boolean }>`
      select require_second_factor as required from workspaces where workspace_id = ${workspaceId}`.execute(tx)
    return rows[0]?.required ?? false
  })
}

/**
 * Whether everybody in this workspace must have a second factor; holds from everybody's next request. Who turns it on must
 * have used one, so that nobody locks themselves out by a click.
 */
export async function changeSecondFactorRule(
  db: Db,
  workspaceId: string,
  actor: AuditActor,
  change: { required: boolean; sessionId: string | undefined },
): Promise<void> {
  const { required, sessionId } = change
  const isSafe = !required || (sessionId !== undefined && (await getLiveSession(db, sessionId)).isTwoFactor)
  if (!isSafe) throw new DomainError('conflict', 'second_factor_first', 'Set up your own second factor first.')
  await inWorkspace(db, workspaceId, async (tx) => {
    await sql`
      update workspaces set require_second_factor = ${required} where workspace_id = ${workspaceId}`.execute(tx)
    const action = required ? 'second_factor.required' : 'second_factor.optional'
    await recordAudit(tx, workspaceId, actor, { action, target: { kind: 'workspace', id: workspaceId } })
  })
}
