import { ZipFile } from 'yazl'
import { type AuditActor, recordAudit } from '#modules/audit'
import { type CsvCell, csvLine } from '#platform/csv'
import { type Db, inWorkspace } from '#platform/postgres'
import { findSubject } from './find-subject.ts'
import type { PersonalData } from './personal-data.ts'

/** Everything kept about one person: `customer.json`, a CSV of each kind of row, and their files, as a zip. Throws not_found. */
export async function exportCustomer(
  deps: { db: Db; personalData: PersonalData[] },
  workspaceId: string,
  actor: AuditActor,
  customerId: string,
): Promise<NodeJS.ReadableStream> {
  const { kinds, files } = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { customerIds } = await findSubject(tx, workspaceId, customerId)
    const kinds: Record<string, unknown[]> = {}
    for (const data of deps.personalData) Object.assign(kinds, await data.export(tx, workspaceId, customerIds))
    const files = []
    for (const data of deps.personalData) files.push(...((await data.files?.(tx, workspaceId, customerIds)) ?? []))
    await recordAudit(tx, workspaceId, actor, {
      action: 'customer.exported',
      target: { kind: 'customer', id: customerId },
    })
    return { kinds, files }
  })
  const zip = new ZipFile()
  zip.addBuffer(Buffer.from(JSON.stringify(kinds, null, 2)), 'customer.json')
  for (const [kind, rows] of Object.entries(kinds)) {
    if (rows.length > 0) zip.addBuffer(Buffer.from(toCsv(rows as Record<string, unknown>[])), `${kind}.csv`)
  }
  for (const [i, { name, path }] of files.entries()) zip.addFile(path, `files/${i + 1}-${safeName(name)}`)
  zip.end()
  return zip.outputStream
}

function toCsv(rows: Record<string, unknown>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = rows.map((row) => csvLine(columns.map((column) => toCell(row[column]))))
  return `\uFEFF${csvLine(columns)}${lines.join('')}`
}

function toCell(value: unknown): CsvCell {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  return value as CsvCell
}

// Names come from people: no folders, no way out of the archive.
const safeName = (name: string): string => name.replace(/[^\p{L}\p{N}._ -]+/gu, '_').replace(/^\.+/, '_')
