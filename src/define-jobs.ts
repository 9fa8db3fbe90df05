import { defineSweep, removeAttachmentFiles } from '#modules/care'
import { defineCustomerJobs } from '#modules/customers'
import { defineExperimentJobs } from '#modules/experiments'
import { defineImportJobs, removeImportFiles } from '#modules/imports'
import { defineJourneyJobs } from '#modules/journeys'
import { defineLoyaltyJobs, defineWalletJob } from '#modules/loyalty'
import { defineSilenceAlert } from '#modules/messaging'
import { definePredictionJobs } from '#modules/predictions'
import { defineRetentionJobs, defineSweepJob } from '#modules/privacy'
import { defineTraining } from '#modules/recommendations'
import { recountForetold, recountScored } from '#modules/segments'
import { defineReminders } from '#modules/tasks'
import { defineDeletionJobs } from '#modules/workspaces'
import type { Parts } from './parts.ts'

/** Every job that may be asked for, and those that come round by themselves. */
export async function defineJobs(parts: Parts): Promise<void> {
  const { jobs, clock, dataDir } = parts
  await defineImportJobs(parts.imports, jobs)
  await defineCustomerJobs(parts)
  await defineJourneyJobs(parts, jobs)
  await defineExperimentJobs(parts, jobs)
  await definePredictionJobs({ ...parts, onScored: (workspaceId) => recountScored(parts, workspaceId) }, jobs)
  await defineLoyaltyJobs(parts, jobs)
  await defineWalletJob(parts.cards, jobs)
  await defineTraining({ ...parts, onTrained: (workspaceId) => recountForetold(parts, workspaceId) })
  await defineSweep(parts, jobs)
  await defineSilenceAlert(parts.messaging, jobs)
  await defineReminders(parts, jobs)
  await defineSweepJob(parts.privacy, jobs)
  await defineRetentionJobs({ ...parts, rules: parts.retention, now: () => clock.now() }, jobs)
  const removeFiles = [
    (workspaceId: string) => removeImportFiles(parts, workspaceId),
    (workspaceId: string) => removeAttachmentFiles(dataDir, workspaceId),
  ]
  await defineDeletionJobs({ ...parts, removeFiles }, jobs)
}
