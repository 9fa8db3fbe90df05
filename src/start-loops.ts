import { watchCampaigns, watchFeeds } from '#modules/campaigns'
import { watchJourneys } from '#modules/journeys'
import { watchLoyalty } from '#modules/loyalty'
import { watchMessages, watchReports } from '#modules/messaging'
import { watchSegments } from '#modules/segments'
import type { Loop } from '#platform/loop'
import type { Parts } from './parts.ts'

/** The worker's loops. Segments are woken when ClickHouse knows of new events, journeys as soon as they are projected. */
export function startLoops(parts: Parts): Pick<Loop, 'stop'>[] {
  const woken = (by: 'projected' | 'told', loop: Loop): Loop => {
    parts.projector?.on(by, loop.wake)
    return loop
  }
  return [
    woken('told', watchSegments(parts.segments)),
    watchLoyalty({ ...parts, seal: parts.auditSeal }),
    woken('projected', watchJourneys(parts.journeys)),
    watchCampaigns(parts.campaigns),
    watchFeeds(parts.campaigns),
    watchMessages(parts.messaging),
    watchReports(parts.messaging),
  ]
}
