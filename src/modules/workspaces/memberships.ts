import { sql } from 'kysely'
import type { Role } from '#contract/roles'
import type { Session } from '#contract/session'
import type { Db } from '#platform/postgres'

export type Membership = { workspace: Session['workspace']; role: Role }

type Row = {
  workspace_id: string
  role: Role
  name: string
  time_zone: string
  currency: string
  locale: Session['workspace']['locale']
  silence_days: number | null
  is_sample: boolean
}

/** Where a person belongs, oldest first. */
export async function listMemberships(db: Db, personId: string): Promise<Membership[]> {
  const { rows } = await sql<Row>`select * from find_memberships(${personId})`.execute(db)
  return rows.map((row) => ({
    role: row.role,
    workspace: {
      workspaceId: row.workspace_id,
      name: row.name,
      timeZone: row.time_zone,
      currency: row.currency,
      locale: row.locale,
      silenceDays: row.silence_days,
      isSample: row.is_sample,
    },
  }))
}
