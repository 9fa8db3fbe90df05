import { createWriteStream } from 'node:fs'
import { mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { DomainError } from '#platform/errors'
import { diskError, diskFull } from './disk-error.ts'
import { importFolder } from './open-import.ts'

export const mostUploadBytes = 5 * 1024 ** 3

/**
 * Streams an upload to the import's folder; returns its path below the data directory. Throws file_empty, file_too_large,
 * upload_broken or disk_full; the caller removes the folder then.
 */
export async function saveUpload(
  dataDir: string,
  importId: string,
  body: ReadableStream<Uint8Array> | null,
  announcedBytes: number | undefined,
): Promise<string> {
  if (!body) throw new DomainError('invalid', 'file_empty', 'The file is empty.')
  if (announcedBytes !== undefined && announcedBytes > mostUploadBytes) throw tooLarge()
  const folder = importFolder(dataDir, importId)
  await mkdir(folder, { recursive: true })
  if (announcedBytes !== undefined) await requireSpace(folder, announcedBytes)
  let bytes = 0
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      if (bytes > mostUploadBytes) done(tooLarge())
      else done(null, chunk)
    },
  })
  try {
    await pipeline(Readable.fromWeb(body as WebStream<Uint8Array>), count, createWriteStream(join(folder, 'upload')))
  } catch (error) {
    if (error instanceof DomainError) throw error
    const disk = diskError(error)
    if (disk instanceof DomainError) throw disk
    throw new DomainError('invalid', 'upload_broken', 'The upload broke off before the file was complete.')
  }
  if (bytes === 0) throw new DomainError('invalid', 'file_empty', 'The file is empty.')
  return join('imports', importId, 'upload')
}

async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < bytes * 1.1) throw diskFull()
}

const tooLarge = (): DomainError =>
  new DomainError('too_large', 'file_too_large', 'The file is larger than 5 GB; split it and import the parts.', {
    limitGb: 5,
  })
