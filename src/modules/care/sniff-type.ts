/** What a file is by its first bytes; what it says of itself does not count. Undefined for programs and what cannot be told. */
export function sniffType(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4096)).toString('latin1')
  const known = signatures.find(({ at = 0, text }) => head.startsWith(text, at))
  if (known?.type === 'application/zip') return officeType(head)
  if (known?.type === 'image/webp' && !head.startsWith('WEBP', 8)) return undefined
  return known?.type ?? (isText(bytes) ? 'text/plain' : undefined)
}

const signatures: { at?: number; text: string; type: string }[] = [
  { text: '%PDF-', type: 'application/pdf' },
  { text: '\x89PNG\r\n\x1a\n', type: 'image/png' },
  { text: '\xff\xd8\xff', type: 'image/jpeg' },
  { text: 'GIF87a', type: 'image/gif' },
  { text: 'GIF89a', type: 'image/gif' },
  { text: 'RIFF', type: 'image/webp' },
  { text: 'ftypheic', at: 4, type: 'image/heic' },
  { text: 'ftypmif1', at: 4, type: 'image/heic' },
  { text: 'ftypM4A', at: 4, type: 'audio/mp4' },
  { text: 'ID3', type: 'audio/mpeg' },
  { text: 'OggS', type: 'audio/ogg' },
  { text: 'PK\x03\x04', type: 'application/zip' },
]

function officeType(head: string): string {
  const openDocument = /mimetype(application\/vnd\.oasis\.opendocument\.[a-z]+)/.exec(head)?.[1]
  if (openDocument) return openDocument
  const base = 'application/vnd.openxmlformats-officedocument'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they begin each entry of a zip.
  if (/PK\x03\x04[\s\S]{26}word\//.test(head)) return `${base}.wordprocessingml.document`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they begin each entry of a zip.
  if (/PK\x03\x04[\s\S]{26}xl\//.test(head)) return `${base}.spreadsheetml.sheet`
  return 'application/zip'
}

/** A script or a page is text too; it is only ever downloaded, never shown by a browser. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32))) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
