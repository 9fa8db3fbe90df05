import { sql } from 'kysely'
import type { Clock } from '#platform/clock'
import { newId } from '#platform/ids'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { findPairs } from './find-pairs.ts'
import { scorePair } from './score-pair.ts'

// Below this a list would be noise; beyond so many nobody reads on.
const leastScore = 40
const mostKept = 5_000

/** A search has been asked for: whoever reads the list before it begins knows that another one comes. One that runs ends it. */
export async function noteSearch(tx: Tx, workspaceId: string, at: Temporal.Instant): Promise<void> {
  await sql`insert into duplicate_searches (workspace_id, search_id, started_at) values (${workspaceId}, ${newId()}, ${at.toString()})
    on conflict (workspace_id) do update set started_at = excluded.started_at, finished_at = null`.execute(tx)
}

/** Looks through everybody for people who are probably one, and replaces what was suggested before. Safe to repeat. */
export async function searchDuplicates(
  { db, clock }: { db: Db; clock: Clock },
  workspaceId: string,
): Promise<{ found: number }> {
  const searchId = newId()
  await inWorkspace(db, workspaceId, (tx) =>
    sql`insert into duplicate_searches (workspace_id, search_id, started_at) values (${workspaceId}, ${searchId}, ${clock.now().toString()})
      on conflict (workspace_id) do update set search_id = excluded.search_id, started_at = excluded.started_at, finished_at = null`.execute(
      tx,
    ),
  )
  // The list of pairs is joined with the customers; without fresh counts that would read all of them for each pair.
  await sql`analyze customers`.execute(db)
  return await inWorkspace(db, workspaceId, async (tx) => {
    const scored = (await findPairs(tx, workspaceId))
      .map((pair) => ({ aId: pair.aId, bId: pair.bId, ...scorePair(pair) }))
      .filter((one) => one.score >= leastScore)
      .sort((a, b) => b.score - a.score || (a.aId < b.aId ? -1 : 1))
      .slice(0, mostKept)
    await sql`delete from duplicate_suggestions where workspace_id = ${workspaceId}`.execute(tx)
    await sql`insert into duplicate_suggestions (workspace_id, a_id, b_id, score, reasons, search_id)
      select ${workspaceId}, s."aId", s."bId", s.score, s.reasons, ${searchId}
      from jsonb_to_recordset(${JSON.stringify(scored)}::jsonb) as s ("aId" uuid, "bId" uuid, score smallint, reasons jsonb)`.execute(
      tx,
    )
    await sql`update duplicate_searches set finished_at = ${clock.now().toString()}, found = ${scored.length},
        customers = (select count(*) from customers where workspace_id = ${workspaceId} and merged_into is null)
      where workspace_id = ${workspaceId} and search_id = ${searchId}`.execute(tx)
    return { found: scored.length }
  })
}
