import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import { DomainError } from '#platform/errors'
import { splitBatch } from './split-batch.ts'

const unzip = promisify(gunzip)
const unflate = promisify(inflate)

export const maxBodyBytes = 4 * 1024 * 1024

/** One thing that came in: parsed, or the text of what could not be. */
export type Piece = { value: unknown; text?: never } | { value?: never; text: string }

export type ReadBody = { envelope: Record<string, unknown>; pieces: Piece[] }

/** The whole body, or DomainError('invalid', 'body_too_large') as soon as it is known to be too large, declared or not. */
export async function readBytes(body: ReadableStream<Uint8Array> | null, declared: number): Promise<Buffer> {
  if (declared > maxBodyBytes) throw oversize()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > maxBodyBytes) throw oversize()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

/** Clients label JSON as text or a form and gzip it: what counts is what the bytes are. */
export async function decodeBody(bytes: Buffer, encoding: string | undefined): Promise<string> {
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b
  try {
    if (gzipped) return (await unzip(bytes, { maxOutputLength: maxBodyBytes })).toString('utf8')
    if (encoding === 'deflate') return (await unflate(bytes, { maxOutputLength: maxBodyBytes })).toString('utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw oversize()
    throw new DomainError('invalid', 'body_unreadable', 'The compressed body cannot be unpacked.')
  }
  return bytes.toString('utf8')
}

export function oversize(): DomainError {
  return new DomainError('invalid', 'body_too_large', `The body is larger than ${maxBodyBytes} bytes.`)
}

/** Reads a batch so that one broken element does not spoil the others. Throws DomainError('invalid') only when nothing can be read. */
export function readBatch(text: string): ReadBody {
  const parsed = parse(text)
  if (Array.isArray(parsed)) return { envelope: {}, pieces: parsed.map((value) => ({ value })) }
  if (typeof parsed === 'object' && parsed !== null) {
    const { batch, ...envelope } = parsed as Record<string, unknown>
    if (Array.isArray(batch)) return { envelope, pieces: batch.map((value) => ({ value })) }
    return { envelope, pieces: [{ value: parsed }] }
  }
  const elements = parsed === undefined ? splitBatch(text, 'batch') : undefined
  if (!elements) throw new DomainError('invalid', 'body_unreadable', 'The body is not JSON.')
  const pieces = elements.map((element): Piece => {
    const value = parse(element)
    return value === undefined ? { text: element } : { value }
  })
  return { envelope: readEnvelope(text), pieces }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readEnvelope(text: string): Record<string, unknown> {
  const envelope: Record<string, unknown> = {}
  for (const key of ['sentAt', 'writeKey', 'api_key', 'sent_at']) {
    const found = new RegExp(`"${key}"\\s*:\\s*"([^"\\\\]{1,200})"`).exec(text)
    if (found) envelope[key] = found[1]
  }
  return envelope
}
