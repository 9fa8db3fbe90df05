import { sql } from 'kysely'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { linksOf } from '../outbox/prepare-message.ts'
import { tellTimeline } from '../outbox/tell-timeline.ts'
import { findLinked, type LinkedMessage } from './find-linked.ts'
import { findShort } from './find-short.ts'

/** What is known of who asks for a link or a picture. */
export type Visitor = { method: string; userAgent: string | undefined }

// Mail programs' own picture servers ask when somebody opens the message; these ask before anybody has.
const scanners =
  /bot\b|crawl|spider|scan|barracuda|mimecast|proofpoint|safelinks|symantec|fortinet|curl|wget|python|java\/|go-http|okhttp|node|axios|libwww|urlgrabber|facebookexternalhit|slack|whatsapp|telegram|preview/i
const fastestPerson = 2_000

function isPerson({ method, userAgent }: Visitor, linked: LinkedMessage, now: Temporal.Instant): boolean {
  if (method !== 'GET' || userAgent === undefined || scanners.test(userAgent)) return false
  return linked.decidedAt !== null && now.epochMilliseconds - linked.decidedAt.getTime() >= fastestPerson
}

/** The address a link of the message leads to: one that was in it, never another. A person's click is put on the timeline once a link. */
export async function followClick(
  deps: MessagingDeps,
  token: string,
  place: number,
  visitor: Visitor,
): Promise<string | undefined> {
  return await follow(deps, await findLinked(deps, 'click', token), place, visitor)
}

/**
 * The same for the short link of a text message: a place in it, or a letter for the pages to leave by, whose address is answered as it is.
 */
export async function followShort(
  deps: MessagingDeps,
  code: string,
  place: string,
  visitor: Visitor,
): Promise<string | undefined> {
  const linked = await findShort(deps, code)
  if (!linked) return undefined
  const { unsubscribe, preferences } = linksOf(deps, linked.workspaceId, linked.messageId)
  if (place === 'u' || place === 'p') return place === 'u' ? unsubscribe : preferences
  return await follow(deps, linked, Number(place), visitor)
}

async function follow(
  deps: MessagingDeps,
  linked: LinkedMessage | undefined,
  place: number,
  visitor: Visitor,
): Promise<string | undefined> {
  const target = linked?.links[place]
  if (!linked || target === undefined) return undefined
  if (isPerson(visitor, linked, deps.clock.now())) await tell(deps, linked, { url: target, about: `clicked:${place}` })
  return target
}

/** Puts the opening of a message on the timeline, once. */
export async function recordOpen(deps: MessagingDeps, token: string, visitor: Visitor): Promise<void> {
  const linked = await findLinked(deps, 'open', token)
  if (linked && isPerson(visitor, linked, deps.clock.now())) await tell(deps, linked)
}

async function tell(deps: MessagingDeps, linked: LinkedMessage, click?: { url: string; about: string }): Promise<void> {
  const { workspaceId, messageId } = linked
  const now = deps.clock.now().toString()
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await sql`update messages set opened_at = coalesce(opened_at, ${now}::timestamptz),
        clicked_at = case when ${click !== undefined} then coalesce(clicked_at, ${now}::timestamptz) else clicked_at end
      where workspace_id = ${workspaceId} and message_id = ${messageId}`.execute(tx)
    // Who clicks has opened, whatever pictures their program loads.
    await tellTimeline(tx, deps.clock, workspaceId, linked, 'Message Opened')
    if (click)
      await tellTimeline(tx, deps.clock, workspaceId, linked, 'Message Clicked', {
        properties: { url: click.url },
        about: click.about,
      })
  })
  deps.onWritten(workspaceId)
}
