import { recordAudit } from '#modules/audit'
import { inWorkspace } from '#platform/postgres'
import type { LoyaltyDeps, Place } from '../ledger/desk.ts'

/** Whoever takes a list of people away leaves a note. */
export async function noteExport(
  { db }: Pick<LoyaltyDeps, 'db'>,
  { workspaceId, programmeId, actor }: Place,
  what: string,
): Promise<void> {
  await inWorkspace(db, workspaceId, (tx) =>
    recordAudit(tx, workspaceId, actor, {
      action: 'loyalty_data.exported',
      target: { kind: 'loyalty_programme', id: programmeId },
      detail: { what },
    }),
  )
}
