/** What each module holds about customers, for handing it over and for forgetting it, and how long it is kept. */
import { join } from 'node:path'
import { auditRetention, type SealCheckpoint } from '#modules/audit'
import { campaignsPersonalData } from '#modules/campaigns'
import * as care from '#modules/care'
import { customersPersonalData } from '#modules/customers'
import { deadLetterRetention, eventRetention, eventsPersonalData } from '#modules/events'
import { experimentsPersonalData } from '#modules/experiments'
import { importFileRetention, importsPersonalData } from '#modules/imports'
import { inboxPersonalData, ticketRetention } from '#modules/inbox'
import { journeysPersonalData } from '#modules/journeys'
import { loyaltyPersonalData } from '#modules/loyalty'
import { messageRetention, messagingPersonalData } from '#modules/messaging'
import { predictionsPersonalData } from '#modules/predictions'
import { type PersonalData, type PrivacyDeps, peopleRetention, type RetentionRule } from '#modules/privacy'
import { recommendationsPersonalData } from '#modules/recommendations'
import { segmentsPersonalData } from '#modules/segments'
import { answerRetention, surveysPersonalData } from '#modules/surveys'
import * as tasks from '#modules/tasks'
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
      erase: (tx, { workspaceId, customerIds }) => care.personalData.erase(tx, workspaceId, customerIds),
      files: async (tx, workspaceId, customerIds) => {
        const files = await care.personalData.files(tx, workspaceId, customerIds)
        return files.map(({ name, path }) => ({ name, path: join(deps.dataDir, path) }))
      },
      sweep: ({ workspaceId }) => care.sweepAttachments(deps, workspaceId),
    },
    {
      ...tasks.personalData,
      erase: (tx, { workspaceId, customerIds }) => tasks.personalData.erase(tx, workspaceId, customerIds),
    },
    inboxPersonalData,
    recommendationsPersonalData(deps.ch),
    predictionsPersonalData(deps.ch),
    importsPersonalData(deps),
    experimentsPersonalData(deps.ch),
    journeysPersonalData,
    campaignsPersonalData,
    surveysPersonalData,
    messagingPersonalData,
    segmentsPersonalData,
    loyaltyPersonalData,
    eventsPersonalData(deps),
    customersPersonalData(deps.ch),
  ]
}

export function retentionRulesOf(deps: Deps, privacy: PrivacyDeps, seal: SealCheckpoint): RetentionRule[] {
  return [
    eventRetention(deps),
    deadLetterRetention(deps),
    importFileRetention(deps),
    care.attachmentRetention(deps),
    tasks.taskRetention(deps),
    ticketRetention(deps),
    messageRetention(deps),
    answerRetention(deps),
    ...peopleRetention(privacy),
    auditRetention({ db: deps.db, seal }),
  ]
}
