import { uploadAttachment } from '#modules/care'
import { isDomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import { noteFiles, type StoredAttachment } from '../entries.repo.ts'
import type { InboxDeps } from '../inbox-deps.ts'
import type { MailFile } from './read-mail.ts'

/** More in one mail are named only. */
const mostKept = 10

/**
 * Keeps files of a mail with the customer whose address it came from, like those that colleagues put there: by what they are and not by
 * what they say, up to the same sizes. The mail itself is kept by then; a file that cannot be is named only.
 */
export async function keepFiles(
  deps: InboxDeps,
  workspaceId: string,
  { customerId, reference, files }: { customerId: string; reference: string; files: readonly MailFile[] },
): Promise<void> {
  const noted: StoredAttachment[] = []
  let kept = 0
  for (const { content, ...named } of files) {
    const attachmentId =
      content === null || kept === mostKept ? undefined : await keep(deps, workspaceId, customerId, named.name, content)
    if (attachmentId !== undefined) kept++
    noted.push(attachmentId === undefined ? named : { ...named, attachmentId })
  }
  if (kept > 0) await inWorkspace(deps.db, workspaceId, (tx) => noteFiles(tx, workspaceId, reference, noted))
}

/** Undefined for a kind that is not kept, what is too large, and where there is no more room. */
async function keep(
  deps: InboxDeps,
  workspaceId: string,
  customerId: string,
  fileName: string,
  bytes: Uint8Array,
): Promise<string | undefined> {
  const who = { workspaceId, customerId, actor: { kind: 'system' } } as const
  try {
    return (await uploadAttachment(deps, who, { fileName, bytes })).attachmentId
  } catch (error) {
    if (isDomainError(error)) return undefined
    throw error
  }
}

/** Before a mail's files are kept: what its entry says of them. */
export const namesOf = (files: readonly MailFile[]): StoredAttachment[] =>
  files.map(({ content: _, ...named }) => named)
