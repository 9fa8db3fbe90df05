import { sql } from 'kysely'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { newId, randomToken, sha256 } from '#platform/ids'
import type { Db, Tx } from '#platform/postgres'
import type { Device } from './device-words.ts'

const day = 24 * 60 * 60

/** A session ends after this many seconds without a request… */
export const idleSeconds = 7 * day
/** …and after this many whatever happens. */
export const absoluteSeconds = 30 * day
/** Sensitive changes want a proof of who it is that is not older than this. */
export const recentSeconds = 15 * 60

// One write for many requests: "last used" is right to five minutes.
const touchSeconds = 300

export type OpenedBy = 'password' | 'passkey' | 'oidc'

export type LiveSession = {
  sessionId: string
  personId: string
  name: string
  email: string
  locale: string
  isTwoFactor: boolean
  chosenWorkspace: string | null
  provedAt: Date
  /** its last use has just been written down; the browser's cookie may be prolonged, too */
  isTouched: boolean
}

/** A new session and the token that opens it, which is stored nowhere. */
export async function insertSession(
  tx: Db | Tx,
  clock: Clock,
  opened: { personId: string; openedBy: OpenedBy; isTwoFactor: boolean; device: Device },
): Promise<{ token: string; sessionId: string }> {
  const token = randomToken(32)
  const sessionId = newId()
  const now = timeOf(clock)
  await sql`
    insert into person_sessions (session_id, person_id, token_hash, opened_by, is_two_factor, browser, system,
      created_at, seen_at, proved_at)
    values (${sessionId}, ${opened.personId}, ${sha256(token)}, ${opened.openedBy}, ${opened.isTwoFactor},
      ${opened.device.browser}, ${opened.device.system}, ${now}, ${now}, ${now})`.execute(tx)
  return { token, sessionId }
}

/** The session that this token opens now, or undefined; counts as its last use. */
export async function resumeSession(db: Db, clock: Clock, token: string): Promise<LiveSession | undefined> {
  const { rows } = await sql<{
    session_id: string
    person_id: string
    name: string
    email: string
    locale: string
    is_two_factor: boolean
    chosen_workspace: string | null
    proved_at: Date
    seen_at: Date
  }>`
    select s.session_id, s.person_id, p.name, p.email, p.locale, s.is_two_factor, s.chosen_workspace, s.proved_at, s.seen_at
    from person_sessions s join people p on p.id = s.person_id
    where s.token_hash = ${sha256(token)} and s.seen_at > ${timeOf(clock, -idleSeconds)}
      and s.created_at > ${timeOf(clock, -absoluteSeconds)}`.execute(db)
  const [row] = rows
  if (!row) return undefined
  const isTouched = row.seen_at.getTime() < clock.now().epochMilliseconds - touchSeconds * 1000
  if (isTouched) {
    await sql`update person_sessions set seen_at = ${timeOf(clock)} where session_id = ${row.session_id}`.execute(db)
  }
  return {
    sessionId: row.session_id,
    personId: row.person_id,
    name: row.name,
    email: row.email,
    locale: row.locale,
    isTwoFactor: row.is_two_factor,
    chosenWorkspace: row.chosen_workspace,
    provedAt: row.proved_at,
    isTouched,
  }
}

/** What a request of this session needs beyond who it is. */
export async function getLiveSession(
  db: Db | Tx,
  sessionId: string,
): Promise<Pick<LiveSession, 'isTwoFactor' | 'chosenWorkspace' | 'provedAt'>> {
  const { rows } = await sql<Pick<LiveSession, 'isTwoFactor' | 'chosenWorkspace' | 'provedAt'>>`
    select is_two_factor as "isTwoFactor", chosen_workspace as "chosenWorkspace", proved_at as "provedAt"
    from person_sessions where session_id = ${sessionId}`.execute(db)
  const [row] = rows
  if (!row) throw new DomainError('unauthorized', 'sign_in_required', 'Sign in, or send a server key.')
  return row
}

/** The same session under another token: what was known of it before opens nothing any more. */
export async function renewSession(
  tx: Db | Tx,
  clock: Clock,
  sessionId: string,
  change: { isTwoFactor?: boolean } = {},
): Promise<string> {
  const token = randomToken(32)
  await sql`
    update person_sessions set token_hash = ${sha256(token)}, proved_at = ${timeOf(clock)},
      is_two_factor = coalesce(${change.isTwoFactor ?? null}, is_two_factor)
    where session_id = ${sessionId}`.execute(tx)
  return token
}

export async function deleteSessionByToken(db: Db | Tx, token: string): Promise<void> {
  await sql`delete from person_sessions where token_hash = ${sha256(token)}`.execute(db)
}

/** Ends sessions of a person: one of them, all but one, or all; says how many. */
export async function deleteSessions(
  tx: Db | Tx,
  personId: string,
  which: { only?: string; except?: string } = {},
): Promise<number> {
  const { rows } = await sql`
    delete from person_sessions where person_id = ${personId}
      and (${which.only ?? null}::uuid is null or session_id = ${which.only ?? null}::uuid)
      and (${which.except ?? null}::uuid is null or session_id <> ${which.except ?? null}::uuid)
    returning session_id`.execute(tx)
  return rows.length
}

export async function deleteExpiredSessions(db: Db | Tx, clock: Clock): Promise<void> {
  await sql`
    delete from person_sessions
    where seen_at <= ${timeOf(clock, -idleSeconds)} or created_at <= ${timeOf(clock, -absoluteSeconds)}`.execute(db)
}

/** From the next request on this session looks at that workspace; whether the person belongs there is asked at every request. */
export async function chooseWorkspace(db: Db | Tx, sessionId: string, workspaceId: string): Promise<void> {
  await sql`update person_sessions set chosen_workspace = ${workspaceId} where session_id = ${sessionId}`.execute(db)
}

/** An instant of the injected clock as the database takes it; the server's own now() cannot be moved by a test. */
export function timeOf(clock: Clock, seconds = 0): Date {
  return new Date(clock.now().epochMilliseconds + seconds * 1000)
}
