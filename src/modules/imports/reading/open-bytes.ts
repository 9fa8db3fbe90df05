import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import type { Progress } from './types.ts'

const chunkBytes = 256 * 1024

export type OpenBytes = { chunks: AsyncIterable<Buffer>; progress: Progress; close: () => void }

/** Reads the first bytes as they lie on the disk, before any unpacking. */
export async function readMagic(path: string): Promise<{ magic: Buffer; totalBytes: number }> {
  const { size } = await stat(path)
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0)
    return { magic: buffer.subarray(0, bytesRead), totalBytes: size }
  } finally {
    await file.close()
  }
}

export const isGzip = (magic: Buffer): boolean => magic[0] === 0x1f && magic[1] === 0x8b

/** Streams the (unpacked) bytes; `progress.bytesRead` counts bytes of the file itself, so a bar over a .gz is honest. */
export function openBytes(path: string, gzip: boolean, totalBytes: number, start = 0): OpenBytes {
  const progress = { bytesRead: start, totalBytes }
  const file = createReadStream(path, { highWaterMark: chunkBytes, start })
  file.on('data', (chunk) => {
    progress.bytesRead += chunk.length
  })
  if (!gzip) return { chunks: file, progress, close: () => file.destroy() }
  const unpacked = createGunzip({ chunkSize: chunkBytes })
  file.on('error', (error) => unpacked.destroy(error))
  file.pipe(unpacked)
  const close = () => {
    file.destroy()
    unpacked.destroy()
  }
  return { chunks: unpacked, progress, close }
}
