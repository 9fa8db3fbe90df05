import { createReadStream } from 'node:fs'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { DomainError } from '#platform/errors'
import { randomToken } from '#platform/ids'

/** Below the data directory; the name says nothing and cannot be guessed. */
export function newPath(workspaceId: string): string {
  return join('attachments', workspaceId, randomToken(24))
}

export async function saveFile(dataDir: string, path: string, bytes: Uint8Array): Promise<void> {
  const file = placeOf(dataDir, path)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  try {
    await writeFile(file, bytes, { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    await rm(file, { force: true })
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    throw new DomainError('unavailable', 'disk_full', 'The disk is full.')
  }
}

/** Throws attachment_not_found when the file is not there. */
export async function openFile(dataDir: string, path: string): Promise<ReadableStream<Uint8Array>> {
  const file = placeOf(dataDir, path)
  if (!(await stat(file).catch(() => undefined)))
    throw new DomainError('not_found', 'attachment_not_found', 'There is no such file.')
  return Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>
}

export async function removeFile(dataDir: string, path: string): Promise<void> {
  await rm(placeOf(dataDir, path), { force: true })
}

function placeOf(dataDir: string, path: string): string {
  const root = resolve(dataDir, 'attachments')
  const file = resolve(dataDir, path)
  if (!file.startsWith(root + sep)) throw new Error('An attachment lies outside its folder')
  return file
}
