import { sql } from 'kysely'
import { eachWorkspace, type Loop, startLoop } from '#platform/loop'
import type { CampaignsDeps } from '../campaigns-deps.ts'
import { beginDue } from './freeze-audience.ts'
import { moveCampaign } from './move-campaign.ts'

const napMs = 200

/** Sends campaigns in a worker; as many workers as there are share the work. */
export function watchCampaigns(deps: CampaignsDeps): Loop {
  return startLoop(deps.log, 'campaigns', () => moveCampaigns(deps), { napMs })
}

/** One round over all workspaces; whether anything was done. */
export async function moveCampaigns(deps: CampaignsDeps): Promise<boolean> {
  const found = await sql<{ id: string }>`
    select list_workspaces_with_campaign_work(${deps.clock.now().toString()}) as id`.execute(deps.db)
  const ids = found.rows.map(({ id }) => id)
  return await eachWorkspace(ids, async (id) => {
    const begun = await beginDue(deps, id)
    return (await moveCampaign(deps, id)) || begun
  })
}
