import { sql } from 'kysely'
import type { FeedTrouble } from '#contract/campaign-words'
import { notify } from '#modules/notifications'
import { DomainError } from '#platform/errors'
import { eachWorkspace, type Loop, startLoop } from '#platform/loop'
import { inWorkspace, type Tx } from '#platform/postgres'
import { countAudience } from '../audience.ts'
import type { CampaignsDeps } from '../campaigns-deps.ts'
import { insertCampaign } from '../write-campaign.ts'
import { findDueFeeds, getFeed, noteEntries, type StoredFeed } from './feeds.repo.ts'
import { issueOf } from './issue-of.ts'
import { nextLook } from './next-look.ts'
import { type FeedAnswer, type FeedEntry, readFeed } from './read-feed.ts'
import { zoneOf } from './write-feed.ts'

const napMs = 2_000
const mostEntries = 10
/** A moment's silence is not yet trouble; what is gone or no feed is so at once. */
const failuresTold: Partial<Record<FeedTrouble, number>> = { unreachable: 3, refused: 3 }
const triesAnHourApart = 3

/** Looks at feeds whose time has come, in a worker. */
export function watchFeeds(deps: CampaignsDeps): Loop {
  return startLoop(deps.log, 'feeds', () => followFeeds(deps), { napMs })
}

/** One round over all workspaces; whether any feed was looked at. */
export async function followFeeds(deps: CampaignsDeps): Promise<boolean> {
  const now = deps.clock.now()
  const found = await sql<{ id: string }>`select list_workspaces_with_due_feeds(${now.toString()}) as id`.execute(
    deps.db,
  )
  const ids = found.rows.map(({ id }) => id)
  return await eachWorkspace(ids, async (workspaceId) => {
    const due = await inWorkspace(deps.db, workspaceId, (tx) => findDueFeeds(tx, workspaceId, now))
    for (const feed of due) await follow(deps, workspaceId, feed)
    return due.length > 0
  })
}

/** Asked outside of any transaction; who else asked at the same time finds the next look moved on, and writes nothing. */
async function follow(deps: CampaignsDeps, workspaceId: string, before: StoredFeed): Promise<void> {
  const answer = await readFeed(deps.outbound, before.url, before)
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const feed = await getFeed(tx, workspaceId, before.feedId, 'update').catch((error: unknown) => {
      if (error instanceof DomainError) return undefined
      throw error
    })
    if (!feed?.isOn || feed.nextAt?.getTime() !== before.nextAt?.getTime()) return
    if (answer.kind === 'trouble') await noteTrouble(deps, tx, workspaceId, feed, answer.trouble)
    else await sendNews(deps, tx, workspaceId, feed, answer)
  })
}

/** The new entries, their campaign and the next look are one transaction: an entry goes out once, or the feed is asked again. */
async function sendNews(
  deps: CampaignsDeps,
  tx: Tx,
  workspaceId: string,
  feed: StoredFeed,
  answer: Exclude<FeedAnswer, { kind: 'trouble' }>,
): Promise<void> {
  const { feedId, definition } = feed
  const now = deps.clock.now()
  let approved = feed.approved
  if (answer.kind === 'read') {
    const known = await knownKeys(tx, workspaceId, feedId, answer.entries)
    const fresh = answer.entries.filter(({ key }) => !known.has(key.toString('base64')))
    if (fresh.length > 0) {
      const people = await countAudience(tx, workspaceId, definition)
      const campaignId = people === 0 ? null : await makeIssue(deps, tx, workspaceId, feed, fresh)
      const keys = fresh.map(({ key }) => key)
      await noteEntries(tx, workspaceId, feedId, keys, { campaignId, now })
      // Readers come one by one: what grew no more than a campaign may is agreed to with the next issue.
      if (approved !== null && people > approved && people <= approved * 1.1 + 10) approved = people
    }
  }
  const marks = answer.kind === 'read' ? answer : feed
  await sql`update message_feeds set etag = ${marks.etag}, modified = ${marks.modified}, approved = ${approved}, failures = 0, trouble = null,
      trouble_since = null, asked_at = ${now.toString()},
      next_at = ${nextLook(definition, now, await zoneOf(tx, workspaceId)).toString()}
    where workspace_id = ${workspaceId} and feed_id = ${feedId}`.execute(tx)
}

async function knownKeys(tx: Tx, workspaceId: string, feedId: string, entries: FeedEntry[]): Promise<Set<string>> {
  const keys = entries.map(({ key }) => key)
  const { rows } = await sql<{ key: Buffer }>`select entry_key as key from message_feed_entries
    where workspace_id = ${workspaceId} and feed_id = ${feedId} and entry_key = any(${keys}::bytea[])`.execute(tx)
  return new Set(rows.map(({ key }) => key.toString('base64')))
}

async function makeIssue(
  deps: CampaignsDeps,
  tx: Tx,
  workspaceId: string,
  { name, definition, approved }: StoredFeed,
  fresh: FeedEntry[],
): Promise<string> {
  const now = deps.clock.now()
  const day = now
    .toZonedDateTimeISO(await zoneOf(tx, workspaceId))
    .toPlainDate()
    .toString()
  const entries = fresh.slice(0, mostEntries).map(({ title, url, text, image }) => ({ title, url, text, image }))
  const written = { name: `${name.slice(0, 100)} · ${day}`, definition: issueOf(definition), requestKey: null }
  const campaignId = await insertCampaign(tx, deps, workspaceId, { kind: 'system' }, { ...written, data: { entries } })
  await sql`update campaigns set status = 'scheduled', approved = ${approved}, starts_at = ${now.toString()}, next_at = ${now.toString()}
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
  return campaignId
}

/** The owner is told once, until it could be read again. */
async function noteTrouble(
  deps: CampaignsDeps,
  tx: Tx,
  workspaceId: string,
  { feedId, name, definition, failures: before, personId }: StoredFeed,
  trouble: FeedTrouble,
): Promise<void> {
  const now = deps.clock.now()
  const failures = before + 1
  const usual = nextLook(definition, now, await zoneOf(tx, workspaceId))
  const soon = now.add({ hours: 1 })
  const next = failures < triesAnHourApart && Temporal.Instant.compare(soon, usual) < 0 ? soon : usual
  await sql`update message_feeds set failures = ${failures}, trouble = ${trouble}, asked_at = ${now.toString()},
      trouble_since = coalesce(trouble_since, ${now.toString()}), next_at = ${next.toString()}
    where workspace_id = ${workspaceId} and feed_id = ${feedId}`.execute(tx)
  if (failures !== (failuresTold[trouble] ?? 1) || personId === null) return
  const link = `/campaigns/feeds/${feedId}`
  await notify(tx, workspaceId, { personId, kind: 'feed_broken', params: { name }, link })
}
