import { z } from 'zod'

/** What a person can be told; the words of a kind are `notifications.<kind>`, its params what the words fill in. */
export const notificationKinds = [
  'job_done',
  'job_failed',
  'task_assigned',
  'task_due',
  'task_done',
  'ticket_assigned',
  'ticket_written',
  'export_ready',
  'erasure_done',
  'role_changed',
  'person_joined',
  'duplicates_found',
  'feed_broken',
  'journey_broken',
  'silent_customers',
  'ledger_broken',
] as const
export type NotificationKind = (typeof notificationKinds)[number]

export const notification = z.object({
  notificationId: z.uuid(),
  kind: z.enum(notificationKinds),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** a path of the console */
  link: z.string().nullable(),
  createdAt: z.iso.datetime(),
  readAt: z.iso.datetime().nullable(),
})
export type Notification = z.infer<typeof notification>

/** GET /api/v1/notifications: the newest 50 of the signed-in person in this workspace. */
export const notificationList = z.object({ notifications: z.array(notification), unread: z.number() })
export type NotificationList = z.infer<typeof notificationList>
