import { sql } from 'kysely'
import { eachWorkspace, type Loop, startLoop } from '#platform/loop'
import { countSegments } from './count-segment.ts'
import { followPeople } from './follow-people.ts'
import type { SegmentsDeps } from './segments-deps.ts'

const napMs = 200

/** Keeps memberships up to date in a worker: what happened to people, what time changes, what was defined anew. */
export function watchSegments(deps: SegmentsDeps): Loop {
  return startLoop(deps.log, 'segments', () => moveSegments(deps), { napMs })
}

/** One round over all workspaces; whether anything was done. */
export async function moveSegments(deps: SegmentsDeps): Promise<boolean> {
  const found = await sql<{ id: string }>`
    select list_workspaces_with_segment_work(${deps.clock.now().toString()}) as id`.execute(deps.db)
  const ids = found.rows.map(({ id }) => id)
  return await eachWorkspace(ids, async (id) => {
    const followed = await followPeople(deps, id)
    return (await countSegments(deps, id)) || followed
  })
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
