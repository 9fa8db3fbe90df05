import type { Note } from '../channel.ts'

/** A notice to one device. */
export type Notice = { messageId: string; note: Note; isUrgent: boolean }

/** What is not shown in time is shown no more. */
export const daySeconds = 24 * 3600
