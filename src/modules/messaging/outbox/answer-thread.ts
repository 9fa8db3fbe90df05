import { z } from 'zod'
import type { Claimed } from './outbox.repo.ts'

/** How an answer hangs together with what it answers, as it stands in its data. */
export const answerThread = z.object({
  /** Message-IDs, the oldest first; our own as the id of the message alone */
  references: z.array(z.string()),
  /** goes into the address that answers come to, so that they find their ticket without any other sign; null where that is not wanted */
  tag: z.string().nullable(),
  /** the address of the mailbox that answers are read in */
  mailbox: z.string().nullable(),
})
export type AnswerThread = z.infer<typeof answerThread>

/** Undefined for whatever is no answer. */
export function threadOf({ sourceKind, data }: Claimed): AnswerThread | undefined {
  return sourceKind === 'inbox' ? answerThread.safeParse(data.thread).data : undefined
}

/** help@shop.example, help+tag@shop.example (RFC 5233) */
export function replyAddress(thread: AnswerThread | undefined, supportEmail: string | null): string | null {
  const base = supportEmail ?? thread?.mailbox ?? null
  if (base === null || !thread?.tag) return base
  const at = base.lastIndexOf('@')
  return `${base.slice(0, at)}+${thread.tag}${base.slice(at)}`
}
