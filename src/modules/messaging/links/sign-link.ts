import { createHmac, timingSafeEqual } from 'node:crypto'

export type LinkKind = 'unsubscribe' | 'preferences' | 'click' | 'open'

const macBytes = 16
const idBytes = 16

/** A link of one message that nobody can make up: workspace, message and their authentication code for this kind alone. */
export function signLink(secret: string, kind: LinkKind, workspaceId: string, messageId: string): string {
  return signIds(secret, kind, [workspaceId, messageId])
}

/** Undefined for anything that was not signed for this kind. */
export function readLink(
  secret: string,
  kind: LinkKind,
  token: string,
): { workspaceId: string; messageId: string } | undefined {
  const [workspaceId, messageId] = readSigned(secret, kind, token, 2) ?? []
  return workspaceId && messageId ? { workspaceId, messageId } : undefined
}

const shortBytes = 9

/** The same for text messages, where every letter costs: the beginning of the code alone, by which the message is looked up. */
export function shortCode(secret: string, workspaceId: string, messageId: string): string {
  const ids = Buffer.concat([workspaceId, messageId].map(bytesOf))
  return macOf(secret, 'short', ids).subarray(0, shortBytes).toString('base64url')
}

/** UUIDs and their authentication code for one purpose, as one word of an address. */
export function signIds(secret: string, purpose: string, ids: readonly string[]): string {
  const bytes = Buffer.concat(ids.map(bytesOf))
  return Buffer.concat([bytes, macOf(secret, purpose, bytes)]).toString('base64url')
}

/** Undefined for anything but `count` ids that were signed for this purpose. */
export function readSigned(secret: string, purpose: string, token: string, count: number): string[] | undefined {
  const bytes = Buffer.from(token, 'base64url')
  const length = count * idBytes
  if (bytes.length !== length + macBytes || bytes.toString('base64url') !== token) return undefined
  const ids = bytes.subarray(0, length)
  if (!timingSafeEqual(bytes.subarray(length), macOf(secret, purpose, ids))) return undefined
  return Array.from({ length: count }, (_, index) => uuidOf(ids.subarray(index * idBytes, (index + 1) * idBytes)))
}

function macOf(secret: string, purpose: string, ids: Buffer): Buffer {
  return createHmac('sha256', secret).update(`message-link:${purpose}:`).update(ids).digest().subarray(0, macBytes)
}

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
