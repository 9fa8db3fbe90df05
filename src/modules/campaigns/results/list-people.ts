import { sql } from 'kysely'
import type { z } from 'zod'
import type { CampaignFate, CampaignPeople, CampaignPerson, campaignPeopleQuery } from '#contract/campaigns'
import { type Exporter, recordExport } from '#modules/audit'
import { eachRow } from '#platform/cursor'
import { inWorkspace } from '#platform/postgres'
import { getStored } from '../campaigns.repo.ts'
import type { CampaignsDeps } from '../campaigns-deps.ts'
import { findGoals } from './find-goals.ts'

type Deps = Pick<CampaignsDeps, 'db' | 'ch'>
type Asked = Pick<z.output<typeof campaignPeopleQuery>, 'cursor' | 'limit' | 'fate'>

type Row = Omit<CampaignPerson, 'sentAt' | 'openedAt' | 'clickedAt' | 'goalAt'> & {
  id: string
  sentAt: Date | null
  openedAt: Date | null
  clickedAt: Date | null
}

// What the outbox knows of it is truer than that it was put there.
const fateSql = sql<CampaignFate>`case when p.state <> 'queued' then p.state when m.state = 'handed_over' then 'sent'
  when m.state = 'suppressed' then 'held_back' when m.state in ('failed', 'unknown') then m.state else 'queued' end`

/** Everybody of the audience with what became of them, in the order of their ids. Throws not_found. */
export async function listPeople(
  deps: Deps,
  workspaceId: string,
  campaignId: string,
  { cursor, limit, fate }: Asked,
): Promise<CampaignPeople> {
  const { campaign, rows } = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const found =
      await sql<Row>`select p.customer_id as id, coalesce(c.merged_into, p.customer_id) as "customerId", c.name, c.email, c.phone, c.external_id as "externalId",
        p.variant, ${fateSql} as fate, m.reason, p.message_id as "messageId",
        case when m.state = 'handed_over' then m.finished_at end as "sentAt", m.opened_at as "openedAt", m.clicked_at as "clickedAt"
      from campaign_people p left join customers c using (workspace_id, customer_id)
      left join messages m on m.workspace_id = p.workspace_id and m.message_id = p.message_id
      where p.workspace_id = ${workspaceId} and p.campaign_id = ${campaignId}
        ${cursor === undefined ? sql`` : sql`and p.customer_id > ${cursor}::uuid`}
        ${fate === undefined ? sql`` : sql`and ${fateSql} = ${fate}`}
      order by p.customer_id limit ${limit + 1}`.execute(tx)
    return { campaign: await getStored(tx, workspaceId, campaignId), rows: found.rows }
  })
  const page = rows.slice(0, limit)
  const goals = await findGoals(deps, workspaceId, campaign, page)
  return {
    people: page.map(({ id, sentAt, openedAt, clickedAt, ...row }) => ({
      ...row,
      sentAt: sentAt?.toISOString() ?? null,
      openedAt: openedAt?.toISOString() ?? null,
      clickedAt: clickedAt?.toISOString() ?? null,
      goalAt: goals.get(id) ?? null,
    })),
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  }
}

const atOnce = 2_000
const header = [
  'customer_id',
  'external_id',
  'name',
  'email',
  'phone',
  'variant',
  'fate',
  'reason',
  'sent_at',
  'opened_at',
  'clicked_at',
  'goal_at',
]

/**
 * The same as rows of a CSV. It is written down who took the list away before the first row leaves. Throws forbidden without the right
 * to take lists away, and not_found.
 */
export async function exportPeople(
  deps: Deps,
  workspaceId: string,
  actor: Exporter,
  campaignId: string,
  fate: Asked['fate'],
): Promise<{ header: string[]; rows: AsyncIterable<(string | null)[]> }> {
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await getStored(tx, workspaceId, campaignId)
    await recordExport(tx, workspaceId, actor, { kind: 'campaign', id: campaignId })
  })
  return { header, rows: rowsOf(deps, workspaceId, campaignId, fate) }
}

async function* rowsOf(
  deps: Deps,
  workspaceId: string,
  campaignId: string,
  fate: Asked['fate'],
): AsyncIterable<(string | null)[]> {
  const everybody = eachRow(async (cursor) => {
    const { people, next } = await listPeople(deps, workspaceId, campaignId, { cursor, fate, limit: atOnce })
    return { rows: people, next }
  })
  for await (const one of everybody)
    yield [
      ...[one.customerId, one.externalId, one.name, one.email, one.phone, one.variant, one.fate, one.reason],
      ...[one.sentAt, one.openedAt, one.clickedAt, one.goalAt],
    ]
}
