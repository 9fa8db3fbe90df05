import type { PlannedContact, PlannedContacts } from '#modules/messaging'
import { inWorkspace } from '#platform/postgres'
import { countAudience } from '../audience.ts'
import type { CampaignsDeps } from '../campaigns-deps.ts'
import { listFeeds } from './feeds.repo.ts'
import { nextLook } from './next-look.ts'
import { zoneOf } from './write-feed.ts'

const mostShown = 40

/** When newsletters would go out, should their feeds have something new by then; for the calendar. */
export function plannedFeeds({ db, clock }: Pick<CampaignsDeps, 'db' | 'clock'>): PlannedContacts {
  return async (workspaceId, from, until) =>
    await inWorkspace(db, workspaceId, async (tx) => {
      const planned: PlannedContact[] = []
      const zone = await zoneOf(tx, workspaceId)
      const now = clock.now()
      for (const { feedId, name, isOn, definition } of await listFeeds(tx, workspaceId)) {
        if (!isOn) continue
        const people = await countAudience(tx, workspaceId, definition)
        const { purpose } = definition
        const start = Temporal.Instant.compare(from, now) < 0 ? now : from
        for (let at = nextLook(definition, start, zone), n = 0; n < mostShown; n++) {
          if (Temporal.Instant.compare(at, until) >= 0) break
          planned.push({ source: 'campaign', sourceId: feedId, name, purpose, channel: null, at, people })
          at = nextLook(definition, at, zone)
        }
      }
      return planned
    })
}
