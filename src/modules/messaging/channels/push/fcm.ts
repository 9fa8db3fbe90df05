import { z } from 'zod'
import type { OutboundAnswer } from '#platform/outbound'
import type { MessagingDeps } from '../../messaging-deps.ts'
import type { ChannelHandover } from '../channel.ts'
import type { StoredChannel } from '../channels.repo.ts'
import { readServiceAccount } from '../google-tokens.ts'
import { askService } from '../judge-answer.ts'
import { daySeconds, type Notice } from './notice.ts'

const fcmScope = 'https://www.googleapis.com/auth/firebase.messaging'
const usualUrl = 'https://fcm.googleapis.com'
/** These say whether it is the account or the device, in words of their own. */
const ownStatuses = [401, 403]

/** https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages/send; undefined when there is no key. */
export function fcm(deps: MessagingDeps, row: StoredChannel) {
  const ask = asking(deps, row)
  return ask && ((token: string, notice: Notice) => ask({ message: messageTo(token, notice) }))
}

/** Whether the key is taken: a message to nobody that is looked at and not sent. */
export async function checkFcm(deps: MessagingDeps, row: StoredChannel): Promise<ChannelHandover | undefined> {
  const notification = { title: 'Test', body: 'Test' }
  return await asking(deps, row)?.({ validate_only: true, message: { topic: 'regulars-test', notification } })
}

function asking(deps: MessagingDeps, { secret, settings }: StoredChannel) {
  if (secret === undefined) return undefined
  const account = readServiceAccount(secret)
  const { baseUrl } = settings as { baseUrl?: string | null }
  const url = `${baseUrl ?? usualUrl}/v1/projects/${encodeURIComponent(account.project_id)}/messages:send`
  return async (body: object): Promise<ChannelHandover> => {
    const access = await deps.lines.google
      .get(deps.outbound, account, fcmScope, deps.clock.now())
      .catch(() => undefined)
    if (access === undefined) return { outcome: 'unreachable', answer: 'no token' }
    const headers = { Authorization: `Bearer ${access}`, 'Content-Type': 'application/json' }
    const request = { method: 'POST' as const, headers, body: JSON.stringify(body) }
    const end = await askService(deps.outbound, url, request, judge, ownStatuses)
    if (end.answer === '401') deps.lines.google.forget(account)
    return end
  }
}

function messageTo(token: string, { messageId, note, isUrgent }: Notice): object {
  return {
    token,
    notification: { title: note.title, body: note.text },
    data: { url: note.url, message_id: messageId, locale: note.locale },
    android: {
      priority: isUrgent ? 'HIGH' : 'NORMAL',
      ttl: `${daySeconds}s`,
      // The same message again replaces itself on the device.
      collapse_key: messageId,
      notification: { tag: messageId },
    },
    apns: { headers: { 'apns-collapse-id': messageId } },
  }
}

const failure = z.object({
  error: z.object({
    status: z.string().optional(),
    details: z.array(z.looseObject({ '@type': z.string(), errorCode: z.string().optional() })).default([]),
  }),
})

/** https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode */
function judge({ status, body }: OutboundAnswer): ChannelHandover {
  if (status === 200)
    return { outcome: 'accepted', answer: '200', reference: String((JSON.parse(body) as { name?: string }).name ?? '') }
  if (status === 401) return { outcome: 'unreachable', answer: '401' }
  const read = failure.safeParse(JSON.parse(body))
  const { status: word, details } = read.success ? read.data.error : { status: undefined, details: [] }
  const code = details.find((one) => one['@type'].endsWith('FcmError'))?.errorCode ?? word ?? String(status)
  // Of another app's project, gone, or never one of theirs; what is wrong with the message itself names its fields instead.
  const isOther = code === 'UNREGISTERED' || code === 'SENDER_ID_MISMATCH'
  const isNone =
    code === 'INVALID_ARGUMENT' && details.length > 0 && details.every((one) => one['@type'].endsWith('FcmError'))
  if (isOther || isNone) return { outcome: 'address_refused', answer: code }
  return { outcome: status === 403 || code === 'THIRD_PARTY_AUTH_ERROR' ? 'unreachable' : 'refused', answer: code }
}
