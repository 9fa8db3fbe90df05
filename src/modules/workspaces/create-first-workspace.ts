import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { type Db, inWorkspace } from '#platform/postgres'
import { type CreatedWorkspace, insertWorkspace, type NewWorkspace } from './create-workspace.ts'
import { hasPeople, insertPerson, type NewPerson, upsertMembership } from './people.repo.ts'

// Any number no other lock of ours uses.
const firstRunLock = 7_340_272

/** The first person, their workspace, membership as owner, a write key and a server key; throws already_set_up when anybody exists. */
export async function createFirstWorkspace(
  db: Db,
  wanted: { person: NewPerson; workspace: NewWorkspace },
): Promise<CreatedWorkspace & { personId: string }> {
  const workspaceId = newId()
  return await inWorkspace(db, workspaceId, async (tx) => {
    // Two browsers may send the first-run page at once; the lock makes the second one see the first.
    await sql`select pg_advisory_xact_lock(${firstRunLock})`.execute(tx)
    if (await hasPeople(tx)) throw new DomainError('conflict', 'already_set_up', 'Somebody has set this up already.')
    const created = await insertWorkspace(tx, workspaceId, wanted.workspace)
    const personId = await insertPerson(tx, wanted.person)
    await upsertMembership(tx, workspaceId, personId, 'owner')
    return { ...created, personId }
  })
}
