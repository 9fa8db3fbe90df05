import { sql } from 'kysely'
import { bringIn } from './bring-in.ts'
import { followEvents } from './follow-events.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { takeSteps } from './take-steps.ts'

const pollMs = 200
const retryMs = 3_000

export type JourneyWatch = {
  /** Finishes what it is at. */
  stop: () => Promise<void>
}

/** Moves people along their journeys in a worker; as many workers as there are share the work. */
export function watchJourneys(deps: JourneysDeps): JourneyWatch {
  let stopped = false
  let cutShort = (): void => {}
  const nap = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      cutShort = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async (): Promise<void> => {
    while (!stopped) {
      try {
        if (!(await moveJourneys(deps)) && !stopped) await nap(pollMs)
      } catch (error) {
        deps.log.warn({ err: error }, 'Journeys could not be moved on; tried again')
        if (!stopped) await nap(retryMs)
      }
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopped = true
      cutShort()
      await running
    },
  }
}

/** One round over all workspaces; whether anything was done. */
export async function moveJourneys(deps: JourneysDeps): Promise<boolean> {
  let busy = false
  for (const id of await findWork(deps)) {
    if (await followEvents(deps, id)) busy = true
    if (await bringIn(deps, id)) busy = true
    if (await takeSteps(deps, id)) busy = true
  }
  return busy
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
