import { sql } from 'kysely'
import type { FindingKind } from '#contract/loyalty-oversight-words'
import type { Desk } from '../ledger/desk.ts'

/** Something in the books that somebody should look at. `count`, `of` and `usual` are what its kind says. */
export type Finding = {
  /** kind and whom it is about: the same thing has the same name next time */
  finding: string
  kind: FindingKind
  /** the newest of what it rests on */
  at: Date
  memberIds: string[]
  personId: string | null
  count: number
  of: number
  usual: number
}

/** So far back is looked for what is suspicious. */
export const lookBackDays = 30

export const lookBack = (desk: Desk, days = lookBackDays): string => desk.now.subtract({ hours: 24 * days }).toString()

export const mine = (desk: Desk, alias: string) =>
  sql`${sql.raw(alias)}.workspace_id = ${desk.workspaceId} and ${sql.raw(alias)}.programme_id = ${desk.programmeId}`

/** What was given by hand and stands: at a till, in the console or by a till's own program. */
export const standsUndone = sql`not exists (select from loyalty_transactions u where u.workspace_id = t.workspace_id
  and u.member_id = t.member_id and u.kind in ('undo', 'return') and u.detail ->> 'of' = t.transaction_id::text)`
