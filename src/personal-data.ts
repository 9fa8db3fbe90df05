/** What each module holds about customers, for handing it over and for forgetting it, and how long it is kept. */
import * as care from '#modules/care'
import { customersPersonalData } from '#modules/customers'
import { deadLetterRetention, eventRetention, eventsPersonalData } from '#modules/events'
import { importFileRetention, importsPersonalData } from '#modules/imports'
import { type PersonalData, type PrivacyDeps, peopleRetention, type RetentionRule } from '#modules/privacy'
import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Db } from '#platform/postgres'

type Deps = { db: Db; ch: Clickhouse; clock: Clock; log: Log; dataDir: string }

/** In the order in which they forget: rows that lead to others come last. */
export function personalDataOf(deps: Deps): PersonalData[] {
  return [
    {
      ...care.personalData,
      erase: async (tx, { workspaceId, customerIds }) => {
        await care.personalData.erase(tx, workspaceId, customerIds)
        return undefined
      },
      sweep: ({ workspaceId }) => care.sweepAttachments(deps, workspaceId),
    },
    importsPersonalData(deps),
    eventsPersonalData(deps),
    customersPersonalData(deps.ch),
  ]
}

export function retentionRulesOf(deps: Deps, privacy: PrivacyDeps): RetentionRule[] {
  return [eventRetention(deps), deadLetterRetention(deps), importFileRetention(deps), ...peopleRetention(privacy)]
}
