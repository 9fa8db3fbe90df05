import { sql } from 'kysely'
import type { AccountSession } from '#contract/account'
import { DomainError } from '#platform/errors'
import { auditPerson } from '../audit-person.ts'
import type { People } from '../people.ts'
import { absoluteSeconds, deleteSessions, idleSeconds, type OpenedBy, timeOf } from '../sessions.ts'

type Who = { personId: string; sessionId: string }

/** Where the person is signed in, the last used first. */
export async function listSessions({ db, clock }: People, who: Who): Promise<AccountSession[]> {
  const { rows } = await sql<{
    session_id: string
    browser: string | null
    system: string | null
    opened_by: OpenedBy
    is_two_factor: boolean
    created_at: Date
    seen_at: Date
  }>`
    select session_id, browser, system, opened_by, is_two_factor, created_at, seen_at from person_sessions
    where person_id = ${who.personId} and seen_at > ${timeOf(clock, -idleSeconds)}
      and created_at > ${timeOf(clock, -absoluteSeconds)}
    order by session_id = ${who.sessionId} desc, seen_at desc limit 200`.execute(db)
  return rows.map((row) => ({
    sessionId: row.session_id,
    isThis: row.session_id === who.sessionId,
    browser: row.browser,
    system: row.system,
    openedBy: row.opened_by,
    isTwoFactor: row.is_two_factor,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.seen_at.toISOString(),
  }))
}

/** Ends one session of the person, or every one but this; their next request is refused. Says how many ended. */
export async function endSessions({ db }: People, who: Who, only?: string): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    const ended = await deleteSessions(tx, who.personId, only ? { only } : { except: who.sessionId })
    if (only && ended === 0) throw new DomainError('not_found', 'session_not_found', 'There is no such session.')
    if (ended > 0) await auditPerson(tx, who.personId, { action: 'sessions.revoked', detail: { count: ended } })
    return ended
  })
}
