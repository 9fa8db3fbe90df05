import { inWorkspace } from '#platform/postgres'
import { getRules } from '../serving/programmes.ts'
import type { CardDeps } from './card-deps.ts'

/** What somebody reads of a programme before they join it. */
export async function readOffer(
  { db }: Pick<CardDeps, 'db'>,
  workspaceId: string,
  programmeId: string,
): Promise<{
  name: string
  stampsRequired: number | null
  welcomeStamps: number
  welcomePoints: number
  byInvitation: boolean
}> {
  const { name, rules } = await inWorkspace(db, workspaceId, (tx) => getRules(tx, workspaceId, programmeId))
  const welcome = rules.earn.filter(({ when, perMinor, perItemSku }) => when === 'sign_up' && !perMinor && !perItemSku)
  return {
    name,
    stampsRequired: rules.stamps?.required ?? null,
    welcomeStamps: rules.stamps?.welcome ?? 0,
    byInvitation: rules.byInvitation ?? false,
    welcomePoints: welcome.reduce((sum, { points }) => sum + points, 0),
  }
}
