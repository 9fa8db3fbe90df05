import type { BusinessPlan, Truth } from '#models/business'
import { analyzeTables } from '#platform/postgres'
import { loadBusiness } from '../../src/commands/simulate/load-business.ts'
import { describeBusiness, openBusiness } from '../../src/commands/simulate/open-business.ts'
import type { Stand } from './stand.ts'

export type SimulatedShop = {
  workspaceId: string
  writeKey: string
  serverKey: string
  events: number
  seconds: number
}

/** A business of `regulars simulate` in a workspace of its own on this stand, up to now; `onTruths` hears what is true of its customers. */
export async function simulateShop(
  { regulars }: Pick<Stand, 'regulars'>,
  wanted: Pick<BusinessPlan, 'kind' | 'customers' | 'days'>,
  onTruths: (truths: Truth[]) => void = () => {},
): Promise<SimulatedShop> {
  const { db, ch, clock, engines } = regulars
  const receivedAt = clock.now().epochMilliseconds
  const plan: BusinessPlan = { ...wanted, language: 'en', seed: 1, horizonDays: 90, until: receivedAt, prefix: 's1-' }
  const workspace = describeBusiness(plan, undefined)
  let keys = { writeKey: '', serverKey: '' }
  const { events, seconds } = await loadBusiness({
    databaseUrl: engines.databaseUrl,
    ch,
    plan,
    workspace,
    receivedAt,
    open: async () => {
      keys = await openBusiness(regulars, plan, workspace)
    },
    onProgress: () => {},
    onTruths,
  })
  await analyzeTables(db)
  return { workspaceId: workspace.workspaceId, ...keys, events, seconds: seconds.lives + seconds.indexes }
}
