import { sql } from 'kysely'
import { inWorkspace } from '#platform/postgres'
import type { StoredCampaign } from '../campaigns.repo.ts'
import type { CampaignsDeps } from '../campaigns-deps.ts'

const secondsUntilAgain = 5

/** One that cannot be moved now is tried again soon, and the others have their turn. Where somebody paused or called it off, that stands. */
export async function tryLater(
  { db, clock }: Pick<CampaignsDeps, 'db' | 'clock'>,
  workspaceId: string,
  { campaignId, status }: Pick<StoredCampaign, 'campaignId' | 'status'>,
): Promise<void> {
  const next = clock.now().add({ seconds: secondsUntilAgain }).toString()
  await inWorkspace(db, workspaceId, (tx) =>
    sql`update campaigns set next_at = ${next}
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and status = ${status}`.execute(tx),
  )
}
