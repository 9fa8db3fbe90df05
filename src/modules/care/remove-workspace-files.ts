import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Every attachment of a workspace. Harmless to repeat. */
export async function removeAttachmentFiles(dataDir: string, workspaceId: string): Promise<void> {
  await rm(join(dataDir, 'attachments', workspaceId), { recursive: true, force: true })
}
