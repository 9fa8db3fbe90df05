import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

const openers = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync }
const isOpener = (name: string): name is keyof typeof openers => name in openers

/**
 * The text of a feed as it came: packed though nobody asked for that, and in letters that its first bytes, its header or its own first line
 * name, UTF-8 where none does. Undefined for what cannot be opened, or is longer than `most` bytes.
 */
export function readLetters(bytes: Buffer, headers: Record<string, string>, most: number): string | undefined {
  const packed = headers['content-encoding']?.trim().toLowerCase() ?? ''
  const plain = isOpener(packed) ? unpack(openers[packed], bytes, most) : bytes
  if (plain === undefined || plain.length >= most) return undefined
  return (decoderOf(charsetOf(plain, headers['content-type'] ?? '')) ?? new TextDecoder()).decode(plain)
}

function unpack(open: (typeof openers)[keyof typeof openers], bytes: Buffer, most: number): Buffer | undefined {
  try {
    return open(bytes, { maxOutputLength: most })
  } catch {
    return undefined
  }
}

function charsetOf(bytes: Buffer, type: string): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xef && bytes[1] === 0xbb) return 'utf-8'
  const said = /;\s*charset=["']?([\w-]{2,40})/i.exec(type)?.[1]
  // The first line of XML is in plain letters whatever follows.
  return (
    said ?? /^\s*<\?xml[^>]{0,200}encoding=["']([\w-]{2,40})["']/.exec(bytes.toString('latin1', 0, 300))?.[1] ?? 'utf-8'
  )
}

function decoderOf(charset: string): TextDecoder | undefined {
  try {
    return new TextDecoder(charset)
  } catch {
    return undefined
  }
}
