const firstSize = 1 << 16

/** Bytes that grow; `at` is where the next ones go. `view` is of the same memory. */
export type Bytes = { buffer: Buffer; view: DataView; at: number }

export const growingBytes = (): Bytes => ({ ...memoryOf(firstSize), at: 0 })

function memoryOf(size: number): Pick<Bytes, 'buffer' | 'view'> {
  const buffer = Buffer.allocUnsafeSlow(size)
  return { buffer, view: new DataView(buffer.buffer) }
}

/** Makes room for so many more. */
export function makeRoom(bytes: Bytes, more: number): void {
  const needed = bytes.at + more
  if (needed <= bytes.buffer.length) return
  let size = bytes.buffer.length * 2
  while (size < needed) size *= 2
  const bigger = memoryOf(size)
  bytes.buffer.copy(bigger.buffer, 0, 0, bytes.at)
  bytes.buffer = bigger.buffer
  bytes.view = bigger.view
}

/** What was written, in a buffer of its own that can move to another thread; begins anew. */
export function takeBytes(bytes: Bytes): Uint8Array<ArrayBuffer> {
  const taken = new Uint8Array(bytes.at)
  taken.set(bytes.buffer.subarray(0, bytes.at))
  bytes.at = 0
  return taken
}

const nibble = (code: number): number => (code < 58 ? code - 48 : (code & 0x5f) - 55)

/** The sixteen bytes of a UUID, in the order in which it is written. */
export function putUuid({ buffer }: Bytes, at: number, uuid: string): void {
  let to = at
  for (let i = 0; i < 36; i += 2) {
    if (uuid.charCodeAt(i) === 45) i++
    buffer[to++] = (nibble(uuid.charCodeAt(i)) << 4) | nibble(uuid.charCodeAt(i + 1))
  }
}

/** Beyond so many characters the engine's own writing is quicker than a loop, which calls nothing. */
const shortest = 48

/** Writes a text as UTF-8 (there is room for three times its length); where it ends. */
export function putText(buffer: Buffer, at: number, text: string): number {
  if (text.length > shortest) return at + buffer.write(text, at, 'utf8')
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 127) return at + buffer.write(text, at, 'utf8')
    buffer[at + i] = code
  }
  return at + text.length
}
