import type { ErasurePreview } from '#contract/privacy'
import { type Db, inWorkspace } from '#platform/postgres'
import { findSubject } from './find-subject.ts'
import type { PersonalData } from './personal-data.ts'

/** What an erasure of this person would take away. Throws not_found. */
export async function previewErasure(
  deps: { db: Db; personalData: PersonalData[] },
  workspaceId: string,
  customerId: string,
): Promise<ErasurePreview> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { customerIds } = await findSubject(tx, workspaceId, customerId)
    const rows: Record<string, number> = {}
    for (const data of deps.personalData) {
      const kinds = await data.export(tx, workspaceId, customerIds)
      for (const [kind, found] of Object.entries(kinds)) if (found.length > 0) rows[kind] = found.length
    }
    return { customerId: customerIds[0] ?? customerId, profiles: customerIds.length, rows }
  })
}
