import { sql } from 'kysely'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../../messaging-deps.ts'
import type { ChannelHandover } from '../channel.ts'
import { noteConversation, type StoredChannel } from '../channels.repo.ts'
import { readServiceAccount } from '../google-tokens.ts'
import { askService } from '../judge-answer.ts'

const scope = 'https://www.googleapis.com/auth/rcsbusinessmessaging'
const usualUrl = 'https://rcsbusinessmessaging.googleapis.com'
/** A phone that is off so long gets a text message instead. */
const ttl = `${4 * 3600}s`
const ownStatuses = [401, 403]

/** What the outbox keeps of a message that was taken back from a phone that never came on. */
export const takenBack = 'rcs_expired'

/** `mayHave`: it may have been heard, and is not to be said in another way. */
export type Rcs = (
  sms: { messageId: string; to: string; text: string },
  hasFallback: boolean,
) => Promise<ChannelHandover & { mayHave?: true }>

/**
 * RCS for Business, https://developers.google.com/business-communications/rcs-business-messaging/reference/rest/v1/phones.agentMessages/create;
 * `refused` for phones that do not know it. Undefined when that is not complete.
 */
export function rcs(deps: MessagingDeps, workspaceId: string, { secret, settings }: StoredChannel): Rcs | undefined {
  if (secret === undefined) return undefined
  const account = readServiceAccount(secret)
  const { agentId, baseUrl } = settings as { agentId: string; baseUrl: string | null }
  const send: Rcs = async ({ messageId, to, text }, hasFallback) => {
    const access = await deps.lines.google.get(deps.outbound, account, scope, deps.clock.now()).catch(() => undefined)
    if (access === undefined) return { outcome: 'unreachable', answer: 'no token' }
    const query = new URLSearchParams({ messageId, agentId })
    const url = `${baseUrl ?? usualUrl}/v1/phones/${encodeURIComponent(to)}/agentMessages?${query}`
    const headers = { Authorization: `Bearer ${access}`, 'Content-Type': 'application/json' }
    const body = JSON.stringify({ contentMessage: { text }, ...(hasFallback ? { ttl } : {}) })
    const judge = ({ status }: { status: number }): ChannelHandover => {
      const answer = String(status)
      if (status === 200) return { outcome: 'accepted', answer, reference: messageId }
      return { outcome: status === 401 || status === 403 ? 'unreachable' : 'refused', answer }
    }
    const end = await askService(deps.outbound, url, { method: 'POST', headers, body }, judge, ownStatuses)
    if (end.answer === '401') deps.lines.google.forget(account)
    // The same id again is ignored there: to ask once more does no harm.
    return end.outcome === 'unclear' ? { ...end, outcome: 'later', mayHave: true } : end
  }
  return async (sms, hasFallback) => {
    if (await wasTakenBack(deps, workspaceId, sms.messageId)) return { outcome: 'refused', answer: takenBack }
    const end = await send(sms, hasFallback)
    const trouble = end.outcome === 'accepted' || end.answer === '404' ? null : end.answer
    await inWorkspace(deps.db, workspaceId, (tx) =>
      noteConversation(tx, workspaceId, 'rcs', { trouble, now: deps.clock.now() }),
    )
    return { ...end, provider: 'rcs' }
  }
}

async function wasTakenBack({ db }: MessagingDeps, workspaceId: string, messageId: string): Promise<boolean> {
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ answer: string | null }>`select answer from messages
      where workspace_id = ${workspaceId} and message_id = ${messageId}`.execute(tx),
  )
  return rows[0]?.answer === takenBack
}
