import { sql } from 'kysely'
import { type CampaignFeed, type FeedDefinition, feedDefinition } from '#contract/campaign-feeds'
import type { FeedTrouble } from '#contract/campaign-words'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'

export type StoredFeed = {
  feedId: string
  name: string
  url: string
  definition: FeedDefinition
  isOn: boolean
  approved: number | null
  personId: string | null
  etag: string | null
  modified: string | null
  nextAt: Date | null
  askedAt: Date | null
  trouble: FeedTrouble | null
  failures: number
  issues: number
  lastCampaignId: string | null
  lastIssueAt: Date | null
}

const columns = sql`f.feed_id as "feedId", f.name, f.url, f.definition, f.is_on as "isOn", f.approved, f.person_id as "personId", f.etag,
  f.modified, f.next_at as "nextAt", f.asked_at as "askedAt", f.trouble, f.failures,
  (select count(distinct e.campaign_id)::int from message_feed_entries e
    where e.workspace_id = f.workspace_id and e.feed_id = f.feed_id and e.campaign_id is not null) as issues,
  last.campaign_id as "lastCampaignId", last.seen_at as "lastIssueAt"`
const joined = sql`left join lateral (select e.campaign_id, e.seen_at from message_feed_entries e
  where e.workspace_id = f.workspace_id and e.feed_id = f.feed_id and e.campaign_id is not null
  order by e.seen_at desc limit 1) last on true`

const read = (row: StoredFeed): StoredFeed => ({ ...row, definition: feedDefinition.parse(row.definition) })

export async function listFeeds(tx: Tx, workspaceId: string): Promise<StoredFeed[]> {
  const { rows } = await sql<StoredFeed>`select ${columns} from message_feeds f ${joined}
    where f.workspace_id = ${workspaceId} order by lower(f.name), f.feed_id limit 200`.execute(tx)
  return rows.map(read)
}

/** Throws not_found. */
export async function getFeed(
  tx: Tx,
  workspaceId: string,
  feedId: string,
  lock: 'none' | 'update' = 'none',
): Promise<StoredFeed> {
  const { rows } = await sql<StoredFeed>`select ${columns} from message_feeds f ${joined}
    where f.workspace_id = ${workspaceId} and f.feed_id = ${feedId} ${lock === 'update' ? sql`for update of f` : sql``}`.execute(
    tx,
  )
  const [row] = rows
  if (!row) throw new DomainError('not_found', 'feed_not_found', 'There is no such feed.')
  return read(row)
}

export async function findDueFeeds(tx: Tx, workspaceId: string, now: Temporal.Instant): Promise<StoredFeed[]> {
  const { rows } = await sql<StoredFeed>`select ${columns} from message_feeds f ${joined}
    where f.workspace_id = ${workspaceId} and f.is_on and f.next_at <= ${now.toString()} order by f.next_at limit 20`.execute(
    tx,
  )
  return rows.map(read)
}

/** Those of the entries that were not seen before, noted as seen; `campaignId`: as sent with it. */
export async function noteEntries(
  tx: Tx,
  workspaceId: string,
  feedId: string,
  keys: Buffer[],
  { campaignId, now }: { campaignId: string | null; now: Temporal.Instant },
): Promise<Set<string>> {
  const { rows } = await sql<{ key: Buffer }>`insert into message_feed_entries
      (workspace_id, feed_id, entry_key, campaign_id, seen_at)
    select ${workspaceId}, ${feedId}, k, ${campaignId}, ${now.toString()} from unnest(${keys}::bytea[]) as n (k)
    on conflict do nothing returning entry_key as key`.execute(tx)
  return new Set(rows.map(({ key }) => key.toString('base64')))
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

/** As the API shows it. */
export function describeFeed(row: StoredFeed): CampaignFeed {
  const { feedId, name, url, definition, isOn, trouble, issues, lastCampaignId } = row
  const times = { nextAt: iso(row.nextAt), askedAt: iso(row.askedAt), lastIssueAt: iso(row.lastIssueAt) }
  return { feedId, name, url, definition, isOn, trouble, issues, lastCampaignId, ...times }
}
