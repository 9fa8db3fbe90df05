import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { hashText } from './count-distinct.ts'

const bucketBytes = 16 * 1024 * 1024
const mostBuckets = 512
const bufferChars = 64 * 1024

/** Few enough files to keep open, small enough for one to be in memory. A compressed file holds about eight times its size. */
export function countBuckets(fileBytes: number, gzip: boolean): number {
  return Math.min(mostBuckets, Math.max(1, Math.ceil((fileBytes * (gzip ? 8 : 1)) / bucketBytes)))
}

export type Spill = {
  bucketOf: (key: string) => number
  add: (bucket: number, line: string) => void
  /** Everything is in the files when this returns. */
  close: () => void
}

/** Deals lines out to files by the hash of a key, so that all of one order meet in one file, in their order. */
export function openSpill(folder: string, buckets: number): Spill {
  mkdirSync(folder, { recursive: true })
  const files = Array.from({ length: buckets }, (_, bucket) => openSync(bucketPath(folder, bucket), 'w'))
  const texts = files.map(() => '')
  const flush = (bucket: number) => {
    const file = files[bucket]
    const text = texts[bucket]
    if (file !== undefined && text) writeSync(file, text)
    texts[bucket] = ''
  }
  return {
    bucketOf: (key) => (buckets === 1 ? 0 : hashText(key, 0x2545f491) % buckets),
    add(bucket, line) {
      const text = `${texts[bucket]}${line}\n`
      texts[bucket] = text
      if (text.length >= bufferChars) flush(bucket)
    },
    close() {
      for (const [bucket, file] of files.entries()) {
        flush(bucket)
        closeSync(file)
      }
      files.length = 0
    },
  }
}

const bucketPath = (folder: string, bucket: number): string => join(folder, `bucket-${bucket}`)

/** The lines of one bucket, in blocks. */
export async function* readBucket(folder: string, bucket: number): AsyncGenerator<string[]> {
  const file = await open(bucketPath(folder, bucket))
  try {
    let rest = ''
    for await (const chunk of file.createReadStream({ encoding: 'utf8', highWaterMark: 256 * 1024 })) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      yield lines
    }
  } finally {
    await file.close()
  }
}
