import { sql } from 'kysely'
import type { Db } from '#platform/postgres'

export type BacklogWatch = {
  /** of the event log, written and not yet projected */
  positions: () => number
  /** projected, and not yet told to ClickHouse */
  batches: () => number
  stop: () => void
}

/** Keeps an eye on how far the projector and ClickHouse are behind, over all workspaces; asks once a second at most. */
export function watchBacklog(db: Db): BacklogWatch {
  let behind = { positions: 0, batches: 0 }
  const timer = setInterval(async () => {
    try {
      const found = await sql<typeof behind>`
        select count_positions_behind() as positions, count_batches_waiting() as batches`.execute(db)
      behind = found.rows[0] ?? behind
    } catch {
      // The database being away is noticed by whoever writes to it.
    }
  }, 1_000)
  timer.unref()
  return { positions: () => behind.positions, batches: () => behind.batches, stop: () => clearInterval(timer) }
}
