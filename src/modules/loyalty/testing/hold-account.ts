import { sql } from 'kysely'
import { type Db, inWorkspace } from '#platform/postgres'
import type { Place } from '../index.ts'

/** A till that has somebody's account open until it is told. */
export async function holdAccount(db: Db, { workspaceId }: Place, memberId: string): Promise<() => Promise<void>> {
  const [held, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const till = inWorkspace(db, workspaceId, async (tx) => {
    await sql`select from loyalty_accounts where workspace_id = ${workspaceId} and account_id =
      (select account_id from loyalty_members where workspace_id = ${workspaceId} and member_id = ${memberId}) for update`.execute(
      tx,
    )
    held.resolve()
    await over.promise
  })
  await held.promise
  return async () => {
    over.resolve()
    await till
  }
}
