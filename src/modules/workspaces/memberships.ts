import { sql } from 'kysely'
import type { Role } from '#contract/roles'
import type { Session } from '#contract/session'
import type { Db } from '#platform/postgres'

export type Membership = { workspace: Omit<Session['workspace'], 'weekend'>; role: Role; requiresSecondFactor: boolean }

type Row = {
  workspace_id: string
  role: Role
  name: string
  time_zone: string
  currency: string
  locale: Session['workspace']['locale']
  silence_days: number | null
  is_sample: boolean
  require_second_factor: boolean
}

/** Where a person belongs, oldest first. */
export async function listMemberships(db: Db, personId: string): Promise<Membership[]> {
  const { rows } = await sql<Row>`select * from find_memberships(${personId})`.execute(db)
  return rows.map((row) => ({
    role: row.role,
    requiresSecondFactor: row.require_second_factor,
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

/** The workspace a session looks at: the chosen one while the person belongs there, else their oldest. */
export async function findMembership(
  db: Db,
  session: { personId: string; chosenWorkspace: string | null },
): Promise<Membership | undefined> {
  const all = await listMemberships(db, session.personId)
  return all.find(({ workspace }) => workspace.workspaceId === session.chosenWorkspace) ?? all[0]
}
