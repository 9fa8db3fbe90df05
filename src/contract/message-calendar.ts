import { z } from 'zod'
import { messageChannels, messagePurposes, messageSources } from './messaging-words.ts'

const channel = z.enum(messageChannels)
const purpose = z.enum(messagePurposes)

/** GET /api/v1/message-calendar?from=&until= */
export const calendarQuery = z.object({ from: z.iso.date(), until: z.iso.date() })
export const messageCalendar = z.object({
  timeZone: z.string(),
  days: z.array(
    z.object({
      day: z.iso.date(),
      entries: z.array(
        z.object({
          kind: z.enum(['waiting', 'planned', 'sent']),
          source: z.enum(messageSources),
          sourceId: z.string(),
          name: z.string(),
          purpose,
          channel: channel.nullable(),
          people: z.number().int(),
        }),
      ),
    }),
  ),
  /** how many people get how many messages that are no must in the seven days from today: what went out, waits and is planned */
  load: z.array(z.object({ messages: z.number().int(), people: z.number().int() })),
  /** those with the most */
  busiest: z.array(z.object({ customerId: z.uuid(), name: z.string().nullable(), messages: z.number().int() })),
})
export type MessageCalendar = z.infer<typeof messageCalendar>

/** GET /api/v1/message-silence?days=: customers who heard nothing for so long, those seen last first. */
export const silenceQuery = z.object({
  days: z.coerce.number().int().min(1).max(3650).default(90),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).default('json'),
})
export const silencePage = z.object({
  people: z.array(
    z.object({
      customerId: z.uuid(),
      name: z.string().nullable(),
      lastContactAt: z.iso.datetime().nullable(),
      lastSeenAt: z.iso.datetime(),
    }),
  ),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
})
export type SilencePage = z.infer<typeof silencePage>

/** GET /api/v1/message-contacts?customerIds=: the last message that reached each of up to a hundred customers. */
export const lastContactsQuery = z.object({
  customerIds: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.uuid()).min(1).max(100)),
})
export const lastContacts = z.object({
  contacts: z.array(z.object({ customerId: z.uuid(), at: z.iso.datetime(), channel, name: z.string() })),
})
export type LastContacts = z.infer<typeof lastContacts>
