import { sql } from 'kysely'
import type { Db } from '#platform/postgres'

export type BacklogWatch = { positions: () => number; stop: () => void }

/** Keeps an eye on how far the projector is behind, over all workspaces; asks once a second at most. */
export function watchBacklog(db: Db): BacklogWatch {
  let behind = 0
  const timer = setInterval(async () => {
    try {
      const found = await sql<{ behind: number }>`select count_positions_behind() as behind`.execute(db)
      behind = found.rows[0]?.behind ?? 0
    } catch {
      // The database being away is noticed by whoever writes to it.
    }
  }, 1_000)
  timer.unref()
  return { positions: () => behind, stop: () => clearInterval(timer) }
}
