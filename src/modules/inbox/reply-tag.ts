import { createHmac, timingSafeEqual } from 'node:crypto'

const idLetters = 25
const macLetters = 12

/**
 * What stands behind the + of the address that answers to a ticket come to: its id, and a code that nobody can make up. Small letters and
 * digits alone, since mail servers need not tell large letters from small ones, and short enough for 64 signs before the @.
 */
export function replyTag(secret: string, workspaceId: string, ticketId: string): string {
  const id = BigInt(`0x${ticketId.replaceAll('-', '')}`)
  return id.toString(36).padStart(idLetters, '0') + codeOf(secret, workspaceId, ticketId)
}

/** The ticket of the first of these addresses that was signed for this workspace. */
export function readReplyTag(secret: string, workspaceId: string, addresses: readonly string[]): string | undefined {
  for (const address of addresses) {
    const [, id = '', code = ''] = tagged.exec(address.toLowerCase()) ?? []
    if (id === '') continue
    const ticketId = uuidOf(id)
    const right = codeOf(secret, workspaceId, ticketId)
    if (timingSafeEqual(Buffer.from(code), Buffer.from(right))) return ticketId
  }
  return undefined
}

const tagged = new RegExp(`\\+([0-9a-z]{${idLetters}})([0-9a-z]{${macLetters}})@`)

function codeOf(secret: string, workspaceId: string, ticketId: string): string {
  const mac = createHmac('sha256', secret).update(`reply-tag:${workspaceId}:${ticketId}`).digest()
  return mac.readBigUInt64BE(0).toString(36).padStart(macLetters, '0').slice(-macLetters)
}

function uuidOf(base36: string): string {
  const number = [...base36].reduce((sum, letter) => sum * 36n + BigInt(Number.parseInt(letter, 36)), 0n)
  const hex = number.toString(16).padStart(32, '0').slice(-32)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
