import { open } from 'node:fs/promises'

/** Whether a file is compressed, by its first bytes, and how long it is. */
export async function openMagic(path: string): Promise<{ gzip: boolean; totalBytes: number }> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return { gzip: buffer[0] === 0x1f && buffer[1] === 0x8b, totalBytes: (await file.stat()).size }
  } finally {
    await file.close()
  }
}
