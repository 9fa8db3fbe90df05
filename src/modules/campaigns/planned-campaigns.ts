import type { PlannedContact, PlannedContacts } from '#modules/messaging'
import { inWorkspace } from '#platform/postgres'
import { countAudience, peopleSql } from './audience.ts'
import { listStored } from './campaigns.repo.ts'
import type { CampaignsDeps } from './campaigns-deps.ts'

/** Campaigns that are to begin between two moments, for the calendar; what they have put into the outbox is known there. */
export function plannedCampaigns({ db }: Pick<CampaignsDeps, 'db'>): PlannedContacts {
  return async (workspaceId, from, until) =>
    await inWorkspace(db, workspaceId, async (tx) => {
      const planned: PlannedContact[] = []
      for (const { campaignId, name, status, startsAt, definition } of await listStored(tx, workspaceId)) {
        if (status !== 'scheduled' || startsAt === null) continue
        const at = Temporal.Instant.fromEpochMilliseconds(startsAt.getTime())
        if (Temporal.Instant.compare(at, from) < 0 || Temporal.Instant.compare(at, until) >= 0) continue
        const people = await countAudience(tx, workspaceId, definition)
        const { purpose } = definition
        const who = peopleSql(workspaceId, definition)
        planned.push({ source: 'campaign', sourceId: campaignId, name, purpose, channel: null, at, people, who })
      }
      return planned
    })
}
