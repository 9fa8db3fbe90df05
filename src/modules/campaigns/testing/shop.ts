import { sql } from 'kysely'
import type { Campaign, CampaignDefinitionInput } from '#contract/campaigns'
import type { Actor } from '#platform/http'
import { newId } from '#platform/ids'
import { startJobs } from '#platform/jobs'
import { silentLog } from '#platform/log'
import { createOutbound } from '#platform/outbound'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import type { CampaignsDeps } from '../campaigns-deps.ts'
import { scheduleCampaign } from '../run-campaign.ts'
import { moveCampaigns } from '../sending/watch-campaigns.ts'
import { createCampaign } from '../write-campaign.ts'

export const actor = { kind: 'key', actorId: '00000000-0000-7000-8000-000000000001' } as Actor

/** Campaigns on the real engines, with a clock that can be moved. */
export async function openCampaigns(start: string, feedHost = 'nobody.example') {
  const { db, url } = await testDb()
  const ch = testClickhouse()
  const clock = fakeClock(start)
  const jobs = await startJobs(url, { log: silentLog, work: false })
  const silenceDays = async () => 90
  const outbound = createOutbound({ allowed: [feedHost] })
  const deps: CampaignsDeps = { db, ch, clock, log: silentLog, jobs, outbound, onWritten: () => {}, silenceDays }
  const settle = async (): Promise<void> => {
    while (await moveCampaigns(deps));
  }
  const openShop = async (settings: { timeZone?: string } = {}) => {
    const workspaceId = await newWorkspace(db, settings)
    const read = <T>(text: ReturnType<typeof sql<T>>) => inWorkspace(db, workspaceId, (tx) => text.execute(tx))
    let number = 0
    return {
      workspaceId,
      read,
      /** So many people, some traits to all of them, as members of a segment; the ids. */
      people: async (count: number, segmentId: string, traits: Record<string, unknown> = {}): Promise<string[]> => {
        const ids = Array.from({ length: count }, () => newId())
        const first = number
        number += count
        await read(sql`insert into customers (workspace_id, customer_id, number, name, email, traits, first_seen_at, last_seen_at)
          select ${workspaceId}, i.id, ${first} + i.n, 'Person ' || (${first} + i.n), 'p' || (${first} + i.n) || '@mail.example',
            ${JSON.stringify(traits)}::jsonb, ${start}::timestamptz, ${start}::timestamptz
          from unnest(${ids}::uuid[]) with ordinality as i (id, n)`)
        await read(sql`insert into segment_members (workspace_id, segment_id, customer_id, number, entered_at)
          select ${workspaceId}, ${segmentId}, c.customer_id, c.number, ${start}::timestamptz from customers c
          where c.workspace_id = ${workspaceId} and c.customer_id = any(${ids}::uuid[])`)
        return ids
      },
      segment: async (): Promise<string> => {
        const segmentId = newId()
        await read(sql`insert into segments (workspace_id, segment_id, name, status, created_at, updated_at)
          values (${workspaceId}, ${segmentId}, ${segmentId}, 'ready', ${start}, ${start})`)
        return segmentId
      },
      template: async (): Promise<string> => {
        const templateId = newId()
        await read(sql`insert into message_templates (workspace_id, template_id, name, purpose, created_at, updated_at)
          values (${workspaceId}, ${templateId}, ${templateId}, 'promotional', ${start}, ${start})`)
        return templateId
      },
      draft: (definition: Omit<CampaignDefinitionInput, 'variants'> & { templates: string[] }): Promise<Campaign> => {
        const { templates, ...rest } = definition
        const variants = templates.map((templateId, i) => {
          const key = 'abcd'.charAt(i)
          return { key, name: key.toUpperCase(), templateId, share: Math.floor(100 / templates.length) }
        })
        return createCampaign(deps, workspaceId, actor, { name: newId(), definition: { ...rest, variants } })
      },
      schedule: (campaignId: string, approved?: number): Promise<Campaign> =>
        scheduleCampaign(
          deps,
          { workspaceId, actor, campaignId },
          { undoSeconds: 0, ...(approved === undefined ? {} : { approved }) },
        ),
      /** Everybody to whom a message is in the outbox, in order. */
      queued: async (): Promise<string[]> => {
        const found = await read(
          sql<{ id: string }>`select customer_id as id from messages where workspace_id = ${workspaceId} order by 1`,
        )
        return found.rows.map(({ id }) => id)
      },
      /** As if the outbox had brought everything to people. */
      handOver: () =>
        read(sql`update messages set state = 'handed_over', finished_at = ${clock.now().toString()}
          where workspace_id = ${workspaceId} and state = 'queued'`),
    }
  }
  return { deps, clock, settle, openShop, url, stop: () => jobs.stop() }
}
