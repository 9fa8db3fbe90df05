import { createHmac, timingSafeEqual } from 'node:crypto'

export type LinkKind = 'unsubscribe' | 'preferences' | 'click' | 'open'

const macBytes = 16

/** A link of one message that nobody can make up: workspace, message and their authentication code for this kind alone. */
export function signLink(secret: string, kind: LinkKind, workspaceId: string, messageId: string): string {
  const ids = Buffer.concat([bytesOf(workspaceId), bytesOf(messageId)])
  return Buffer.concat([ids, macOf(secret, kind, ids)]).toString('base64url')
}

/** Undefined for anything that was not signed for this kind. */
export function readLink(
  secret: string,
  kind: LinkKind,
  token: string,
): { workspaceId: string; messageId: string } | undefined {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 32 + macBytes || bytes.toString('base64url') !== token) return undefined
  const ids = bytes.subarray(0, 32)
  if (!timingSafeEqual(bytes.subarray(32), macOf(secret, kind, ids))) return undefined
  return { workspaceId: uuidOf(ids.subarray(0, 16)), messageId: uuidOf(ids.subarray(16)) }
}

function macOf(secret: string, kind: LinkKind, ids: Buffer): Buffer {
  return createHmac('sha256', secret).update(`message-link:${kind}:`).update(ids).digest().subarray(0, macBytes)
}

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
