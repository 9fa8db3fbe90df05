import type { ErasurePreview } from '#contract/privacy'
import { type Db, inWorkspace } from '#platform/postgres'
import { getSubject } from './find-subject.ts'
import type { PersonalData } from './personal-data.ts'

/** What an erasure of this person would take away. Throws not_found. */
export async function previewErasure(
  deps: { db: Db; personalData: PersonalData[] },
  workspaceId: string,
  customerId: string,
): Promise<ErasurePreview> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { customerIds } = await getSubject(tx, workspaceId, customerId)
    const rows: Record<string, number> = {}
    for (const data of deps.personalData) {
      const few = Object.entries(await data.export(tx, workspaceId, customerIds))
      for (const [kind, found] of few) rows[kind] = found.length
      for (const [kind, { count }] of Object.entries(data.many ?? {})) {
        rows[kind] = await count(tx, workspaceId, customerIds)
      }
    }
    const some = Object.entries(rows).filter(([, count]) => count > 0)
    return { customerId: customerIds[0] ?? customerId, profiles: customerIds.length, rows: Object.fromEntries(some) }
  })
}
