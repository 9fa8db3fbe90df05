import { type AuditActor, recordAudit } from '#modules/audit'
import { type Db, inWorkspace } from '#platform/postgres'
import { getSubject } from './find-subject.ts'
import type { PersonalData, ReadRows } from './personal-data.ts'
import { type ExportedKind, zipOf } from './zip-export.ts'

/**
 * Everything kept about one person: `customer.json`, a CSV of each kind of row, and their files, as a zip. What they have very
 * many of is read page by page while the archive is taken away. Throws not_found.
 */
export async function exportCustomer(
  { db, personalData }: { db: Db; personalData: PersonalData[] },
  workspaceId: string,
  actor: AuditActor,
  customerId: string,
): Promise<NodeJS.ReadableStream> {
  const { kinds, files } = await inWorkspace(db, workspaceId, async (tx) => {
    const { customerIds } = await getSubject(tx, workspaceId, customerId)
    const read: ReadRows = (ask) => inWorkspace(db, workspaceId, ask)
    const kinds: Record<string, ExportedKind> = {}
    const files = []
    for (const data of personalData) {
      const few = Object.entries(await data.export(tx, workspaceId, customerIds))
      for (const [kind, rows] of few) kinds[kind] = { isEmpty: rows.length === 0, pages: () => [rows] }
      for (const [kind, { count, pages }] of Object.entries(data.many ?? {})) {
        const isEmpty = (await count(tx, workspaceId, customerIds)) === 0
        kinds[kind] = { isEmpty, pages: () => pages(read, workspaceId, customerIds) }
      }
      files.push(...((await data.files?.(tx, workspaceId, customerIds)) ?? []))
    }
    await recordAudit(tx, workspaceId, actor, {
      action: 'customer.exported',
      target: { kind: 'customer', id: customerId },
    })
    return { kinds, files }
  })
  return zipOf(kinds, files)
}
