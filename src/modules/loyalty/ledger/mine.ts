import { sql } from 'kysely'
import type { Desk } from './desk.ts'

/**
 * `mine (id)`: a member and everybody who has become them, one after the other. The ledger goes on saying who it was at the time. To stand
 * behind `with recursive`.
 */
export const mineOf = ({ workspaceId }: Pick<Desk, 'workspaceId'>, memberId: string) =>
  sql`mine as (select ${memberId}::uuid as id union select m.member_id from mine
    join loyalty_members m on m.workspace_id = ${workspaceId} and m.merged_into = mine.id)`
