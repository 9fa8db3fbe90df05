import { createHmac, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { DomainError } from '#platform/errors'
import { inWorkspace, type Tx } from '#platform/postgres'
import { readChannels } from '../channels/channels.repo.ts'
import { usableText } from '../channels/open-channel.ts'
import { takenBack } from '../channels/sms/rcs.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import { readHook } from './hook-token.ts'
import { takeReply } from './take-reply.ts'
import { takeReport } from './take-report.ts'

/** What the owner tells Google, so that it signs with it; nobody else knows it. */
export function rcsClientToken(secret: string, workspaceId: string): string {
  return createHmac('sha256', secret).update(`rcs-client-token:${workspaceId}`).digest('base64url').slice(0, 32)
}

const handshake = z.object({ clientToken: z.string(), secret: z.string().max(500) })
const envelope = z.object({ message: z.object({ data: z.string() }) })
const userEvent = z.object({
  eventType: z.string().optional(),
  messageId: z.string().optional(),
  eventId: z.string().max(200).optional(),
  senderPhoneNumber: z.string().max(30).optional(),
  text: z.string().optional(),
})
const isOurName = (id: string): boolean => z.uuid().safeParse(id).success

/** A person may say so to Google's program itself. */
const wishes: Record<string, 'stop' | 'start'> = { UNSUBSCRIBE: 'stop', SUBSCRIBE: 'start' }

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/**
 * Takes what Google reports of RCS (https://developers.google.com/business-communications/rcs-business-messaging/guides/integrate/webhooks) and
 * resolves with the words it wants to hear. A message that was taken back, because its phone never came on, goes out again as a text message.
 * Throws hook_not_found, hook_not_theirs, hook_unreadable.
 */
export async function hearRcs(
  deps: MessagingDeps,
  token: string,
  { body, signature = '' }: { body: string; signature: string | undefined },
): Promise<string> {
  const workspaceId = readHook(deps.secret, 'rcs', token)
  if (workspaceId === undefined) throw new DomainError('not_found', 'hook_not_found', 'Nobody was given this address.')
  const key = rcsClientToken(deps.secret, workspaceId)
  const told = jsonOf(body)
  const asked = handshake.safeParse(told)
  if (asked.success) {
    if (!isSame(asked.data.clientToken, key)) throw notTheirs()
    return asked.data.secret
  }
  const read = envelope.safeParse(told)
  if (!read.success) throw unreadable()
  const data = Buffer.from(read.data.message.data, 'base64')
  if (!isSame(createHmac('sha512', key).update(data).digest('base64'), signature)) throw notTheirs()
  const event = userEvent.safeParse(jsonOf(data.toString('utf8')))
  if (event.success) await inWorkspace(deps.db, workspaceId, (tx) => take(tx, deps, workspaceId, event.data))
  deps.onWritten(workspaceId)
  return 'OK'
}

async function take(
  tx: Tx,
  deps: MessagingDeps,
  workspaceId: string,
  { eventType, messageId, eventId, senderPhoneNumber: from, text }: z.infer<typeof userEvent>,
): Promise<void> {
  const wish = wishes[eventType ?? '']
  if (from !== undefined && (text !== undefined || wish)) {
    const reply = { from, text: text ?? eventType ?? '', ...(wish && { wish }), ...(eventId && { reference: eventId }) }
    await takeReply(tx, deps, workspaceId, { ...reply, provider: 'rcs' })
    return
  }
  if (messageId === undefined || !isOurName(messageId)) return
  const at = deps.clock.now()
  const report = { messageId, provider: 'rcs', at }
  if (eventType === 'DELIVERED' || eventType === 'READ')
    await takeReport(tx, deps, workspaceId, { ...report, kind: 'delivered', code: eventType })
  if (eventType !== 'TTL_EXPIRATION_REVOKED') return
  const hasFallback = usableText(await readChannels(tx, workspaceId, deps.secret))
  if (hasFallback) await sendAsText(tx, workspaceId, messageId, at)
  else await takeReport(tx, deps, workspaceId, { ...report, kind: 'undelivered', code: eventType })
}

/** Consent and policy are judged anew; nothing of it arrived, so it counts once. */
async function sendAsText(tx: Tx, workspaceId: string, messageId: string, now: Temporal.Instant): Promise<void> {
  await sql`update messages set state = 'queued', due_at = ${now.toString()}, answer = ${takenBack}, decided_at = null,
      finished_at = null, provider = null, reference = null
    where workspace_id = ${workspaceId} and message_id = ${messageId} and state = 'handed_over' and provider = 'rcs'
      and reported is null`.execute(tx)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable()
  }
}

const notTheirs = () => new DomainError('forbidden', 'hook_not_theirs', 'This was not signed by who is set up here.')
const unreadable = () => new DomainError('invalid', 'hook_unreadable', 'This is not what its provider sends.')
