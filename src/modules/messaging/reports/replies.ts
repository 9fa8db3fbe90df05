import type { Tx } from '#platform/postgres'

export type TextReply = {
  from: string
  text: string
  /** whose number it is, when that is known */
  customerId: string | null
  /** names it among all that came in: it is taken once */
  reference: string
}

/** Somebody who reads what people write to the shop. */
export type Replies = {
  /** A mail as it came. Whether it is theirs; the same mail again changes nothing. */
  takeMail: (workspaceId: string, raw: Uint8Array, at: Temporal.Instant) => Promise<boolean>
  /** A text message, in the transaction that keeps it otherwise. Resolves with the ticket it went to. */
  takeText: (tx: Tx, workspaceId: string, text: TextReply) => Promise<{ ticketId: string }>
}
