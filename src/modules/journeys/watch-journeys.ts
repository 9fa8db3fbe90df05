import { sql } from 'kysely'
import { eachWorkspace, type Loop, startLoop } from '#platform/loop'
import { bringIn } from './bring-in.ts'
import { followEvents } from './follow-events.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { takeSteps } from './take-steps.ts'

const napMs = 200

/** Moves people along their journeys in a worker; as many workers as there are share the work. */
export function watchJourneys(deps: JourneysDeps): Loop {
  return startLoop(deps.log, 'journeys', () => moveJourneys(deps), { napMs })
}

/** One round over all workspaces; whether anything was done. */
export async function moveJourneys(deps: JourneysDeps): Promise<boolean> {
  return await eachWorkspace(await findWork(deps), async (id) => {
    const followed = await followEvents(deps, id)
    const brought = await bringIn(deps, id)
    return (await takeSteps(deps, id)) || brought || followed
  })
}

/** Resolves when nobody has anywhere to go at this moment; also while another process moves them. */
export async function settleJourneys(deps: JourneysDeps): Promise<void> {
  for (;;) {
    await moveJourneys(deps)
    if ((await findWork(deps)).length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function findWork({ db, clock }: JourneysDeps): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select list_workspaces_with_journey_work(${clock.now().toString()}) as id`.execute(db)
  return found.rows.map(({ id }) => id)
}
