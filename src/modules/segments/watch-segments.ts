import { sql } from 'kysely'
import { countSegments } from './count-segment.ts'
import { followPeople } from './follow-people.ts'
import type { SegmentsDeps } from './segments-deps.ts'

const pollMs = 200
const retryMs = 3_000

export type SegmentWatch = {
  /** Finishes what it is at. */
  stop: () => Promise<void>
}

/** Keeps memberships up to date in a worker: what happened to people, what time changes, what was defined anew. */
export function watchSegments(deps: SegmentsDeps): SegmentWatch {
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
        if (!(await moveSegments(deps)) && !stopped) await nap(pollMs)
      } catch (error) {
        deps.log.warn({ err: error }, 'Segments could not be brought up to date; tried again')
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
export async function moveSegments(deps: SegmentsDeps): Promise<boolean> {
  const found = await sql<{ id: string }>`
    select list_workspaces_with_segment_work(${deps.clock.now().toString()}) as id`.execute(deps.db)
  let busy = false
  for (const { id } of found.rows) {
    if (await followPeople(deps, id)) busy = true
    if (await countSegments(deps, id)) busy = true
  }
  return busy
}

/** Resolves when nothing is left to be moved at this moment; also while another process moves it. */
export async function settleSegments(deps: SegmentsDeps): Promise<void> {
  for (;;) {
    await moveSegments(deps)
    const left = await sql`select list_workspaces_with_segment_work(${deps.clock.now().toString()})`.execute(deps.db)
    if (left.rows.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
