import type { Attachment } from '#contract/care'
import type { AuditActor } from '#modules/audit'
import { inWorkspace } from '#platform/postgres'
import { newPath, removeFile, saveFile } from './attachment-files.ts'
import { addAttachment, announceFile, checkFile } from './attachments.ts'
import type { CareDeps } from './care-deps.ts'
import { changeCustomer, readCustomer } from './in-customer.ts'

/** Keeps a file with a customer. Throws customer_not_found, file_empty, file_too_large, file_type_refused, too_many_attachments. */
export async function uploadAttachment(
  deps: Pick<CareDeps, 'db' | 'clock' | 'dataDir' | 'onWritten'>,
  who: { workspaceId: string; customerId: string; actor: AuditActor },
  file: { fileName: string; bytes: Uint8Array },
): Promise<Attachment> {
  const { workspaceId, customerId } = who
  await readCustomer(deps, workspaceId, customerId, async () => undefined)
  checkFile(file.bytes)
  const path = newPath(workspaceId)
  await inWorkspace(deps.db, workspaceId, (tx) => announceFile(tx, workspaceId, path))
  await saveFile(deps.dataDir, path, file.bytes)
  try {
    return await changeCustomer(deps, who, (change) => addAttachment(change, { ...file, path }))
  } catch (error) {
    await removeFile(deps.dataDir, path)
    throw error
  }
}
