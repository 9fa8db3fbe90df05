import { sql } from 'kysely'
import type { z } from 'zod'
import {
  type CampaignFeed,
  type CampaignFeedPreview,
  type CreateCampaignFeed,
  type changeCampaignFeed,
  createCampaignFeed as createBody,
  type FeedDefinition,
  type switchCampaignFeed,
} from '#contract/campaign-feeds'
import { type AuditActor, recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { CampaignsDeps } from '../campaigns-deps.ts'
import { checkDefinition } from '../check-definition.ts'
import { approve } from '../run-campaign.ts'
import { describeFeed, getFeed, noteEntries } from './feeds.repo.ts'
import { issueOf } from './issue-of.ts'
import { nextLook } from './next-look.ts'
import { readFeed } from './read-feed.ts'

type Deps = Pick<CampaignsDeps, 'db' | 'clock' | 'outbound'>
type Asked = { workspaceId: string; actor: AuditActor; feedId: string }
const mostFeeds = 50
const fresh = { etag: null, modified: null }

/** What a feed says now; nothing is kept. */
export async function previewFeed({ outbound }: Deps, url: string): Promise<CampaignFeedPreview> {
  const read = await readFeed(outbound, url, fresh)
  if (read.kind !== 'read')
    return { title: null, trouble: read.kind === 'trouble' ? read.trouble : 'refused', entries: [] }
  const entries = read.entries.slice(0, 5).map(({ title, url: link, text }) => ({ title, url: link, text }))
  return { title: read.title, trouble: null, entries }
}

/** Switched off at first. Throws segment_not_found, template_not_found, too_many_feeds. */
export async function createFeed(
  { db, clock }: Deps,
  workspaceId: string,
  actor: AuditActor,
  body: CreateCampaignFeed,
): Promise<CampaignFeed> {
  const { name, url, definition } = createBody.parse(body)
  return await inWorkspace(db, workspaceId, async (tx) => {
    await checkDefinition(tx, workspaceId, issueOf(definition))
    const { rows } = await sql<{
      n: number
    }>`select count(*)::int as n from message_feeds where workspace_id = ${workspaceId}`.execute(tx)
    if ((rows[0]?.n ?? 0) >= mostFeeds)
      throw new DomainError('conflict', 'too_many_feeds', `At most ${mostFeeds} feeds.`, { most: mostFeeds })
    const feedId = newId()
    const now = clock.now().toString()
    await sql`insert into message_feeds (workspace_id, feed_id, name, url, definition, created_at, updated_at)
      values (${workspaceId}, ${feedId}, ${name}, ${url}, ${JSON.stringify(definition)}::jsonb, ${now}, ${now})`.execute(
      tx,
    )
    await recordAudit(tx, workspaceId, actor, {
      action: 'campaign_feed.created',
      target: { kind: 'campaign_feed', id: feedId },
    })
    return describeFeed(await getFeed(tx, workspaceId, feedId))
  })
}

/** What is not given stays. Another address is looked at anew, and switched off until somebody switches it on. */
export async function changeFeed(
  deps: Deps,
  asked: Asked,
  change: z.output<typeof changeCampaignFeed>,
): Promise<CampaignFeed> {
  const { workspaceId, feedId } = asked
  return await step(deps, asked, 'campaign_feed.changed', async (tx) => {
    const before = await getFeed(tx, workspaceId, feedId, 'update')
    const { name = before.name, url = before.url, definition = before.definition } = change
    await checkDefinition(tx, workspaceId, issueOf(definition))
    const isOther = url !== before.url
    const isOn = before.isOn && !isOther && !reachesOthers(before.definition, definition)
    const nextAt = isOn ? nextLook(definition, deps.clock.now(), await zoneOf(tx, workspaceId)).toString() : null
    await sql`update message_feeds set name = ${name}, url = ${url}, definition = ${JSON.stringify(definition)}::jsonb, is_on = ${isOn},
        next_at = ${nextAt}, etag = case when ${isOther} then null else etag end, modified = case when ${isOther} then null else modified end
      where workspace_id = ${workspaceId} and feed_id = ${feedId}`.execute(tx)
  })
}

/** Somebody agreed to how many people get it: to other people they agree anew. */
const reachesOthers = (before: FeedDefinition, after: FeedDefinition): boolean =>
  JSON.stringify([before.audience, before.exclude]) !== JSON.stringify([after.audience, after.exclude])

/**
 * On: what is in the feed now counts as known, and what comes after goes out at the next time. Throws feed_unreadable,
 * `campaign_needs_approval` and `campaign_approval_differs` as a campaign does.
 */
export async function switchFeed(
  deps: Deps,
  asked: Asked,
  { isOn, approved }: z.output<typeof switchCampaignFeed>,
): Promise<CampaignFeed> {
  const { workspaceId, feedId, actor } = asked
  const before = await inWorkspace(deps.db, workspaceId, (tx) => getFeed(tx, workspaceId, feedId))
  const read = isOn ? await readFeed(deps.outbound, before.url, fresh) : undefined
  if (read && read.kind !== 'read') {
    const trouble = read.kind === 'trouble' ? read.trouble : 'refused'
    throw new DomainError('conflict', 'feed_unreadable', 'The feed cannot be read.', { trouble })
  }
  return await step(deps, asked, isOn ? 'campaign_feed.switched_on' : 'campaign_feed.switched_off', async (tx) => {
    const { definition, url } = await getFeed(tx, workspaceId, feedId, 'update')
    const now = deps.clock.now()
    if (!read || url !== before.url) {
      await sql`update message_feeds set is_on = false, next_at = null
        where workspace_id = ${workspaceId} and feed_id = ${feedId}`.execute(tx)
      return
    }
    await checkDefinition(tx, workspaceId, issueOf(definition))
    const people = await approve(tx, workspaceId, { definition: issueOf(definition) }, approved)
    const keys = read.entries.map(({ key }) => key)
    await noteEntries(tx, workspaceId, feedId, keys, { campaignId: null, now })
    const person = actor.kind === 'person' ? actor.actorId : null
    await sql`update message_feeds set is_on = true, approved = ${people}, person_id = ${person}, etag = ${read.etag},
        modified = ${read.modified}, asked_at = ${now.toString()}, trouble = null, trouble_since = null, failures = 0,
        next_at = ${nextLook(definition, now, await zoneOf(tx, workspaceId)).toString()}
      where workspace_id = ${workspaceId} and feed_id = ${feedId}`.execute(tx)
  })
}

/** For good; the issues that went out stay. */
export async function deleteFeed({ db }: Deps, { workspaceId, actor, feedId }: Asked): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    await getFeed(tx, workspaceId, feedId, 'update')
    await sql`delete from message_feeds where workspace_id = ${workspaceId} and feed_id = ${feedId}`.execute(tx)
    await recordAudit(tx, workspaceId, actor, {
      action: 'campaign_feed.deleted',
      target: { kind: 'campaign_feed', id: feedId },
    })
  })
}

export async function zoneOf(tx: Tx, workspaceId: string): Promise<string> {
  const { rows } = await sql<{
    zone: string
  }>`select time_zone as zone from workspaces where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0]?.zone ?? 'UTC'
}

type Action = 'campaign_feed.changed' | 'campaign_feed.switched_on' | 'campaign_feed.switched_off'

async function step(
  { db, clock }: Deps,
  { workspaceId, actor, feedId }: Asked,
  action: Action,
  work: (tx: Tx) => Promise<void>,
): Promise<CampaignFeed> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    await work(tx)
    await sql`update message_feeds set updated_at = ${clock.now().toString()}
      where workspace_id = ${workspaceId} and feed_id = ${feedId}`.execute(tx)
    await recordAudit(tx, workspaceId, actor, { action, target: { kind: 'campaign_feed', id: feedId } })
    return describeFeed(await getFeed(tx, workspaceId, feedId))
  })
}
