import { sql } from 'kysely'
import type { Clock } from '#platform/clock'
import { randomToken, sha256 } from '#platform/ids'
import type { Db, Tx } from '#platform/postgres'
import { timeOf } from './sessions.ts'

export type ChallengeKind = 'second_factor' | 'passkey_sign_in' | 'passkey_new' | 'oidc' | 'password_reset'

export type Challenge = { personId: string | null; data: Record<string, unknown> }

/** Something begun that may be finished once, within `seconds`. Returns the token, which is stored nowhere. */
export async function issueChallenge(
  db: Db | Tx,
  clock: Clock,
  wanted: { kind: ChallengeKind; seconds: number; personId?: string; data?: Record<string, unknown> },
): Promise<string> {
  const token = randomToken(32)
  await sql`delete from person_challenges where expires_at <= ${timeOf(clock)}`.execute(db)
  await sql`
    insert into person_challenges (token_hash, kind, person_id, data, expires_at)
    values (${sha256(token)}, ${wanted.kind}, ${wanted.personId ?? null}, ${JSON.stringify(wanted.data ?? {})}::jsonb,
      ${timeOf(clock, wanted.seconds)})`.execute(db)
  return token
}

/** Ends the challenge and returns it; of two at the same time one gets it. */
export async function takeChallenge(
  db: Db | Tx,
  clock: Clock,
  kind: ChallengeKind,
  token: string,
): Promise<Challenge | undefined> {
  const { rows } = await sql<Challenge>`
    delete from person_challenges
    where token_hash = ${sha256(token)} and kind = ${kind} and expires_at > ${timeOf(clock)}
    returning person_id as "personId", data`.execute(db)
  return rows[0]
}

/** Counts one attempt at the challenge; undefined when there is none, or no attempt is left. */
export async function tryChallenge(
  db: Db | Tx,
  clock: Clock,
  kind: ChallengeKind,
  token: string,
  attempts: number,
): Promise<Challenge | undefined> {
  const { rows } = await sql<Challenge>`
    update person_challenges set attempts = attempts + 1
    where token_hash = ${sha256(token)} and kind = ${kind} and expires_at > ${timeOf(clock)} and attempts < ${attempts}
    returning person_id as "personId", data`.execute(db)
  return rows[0]
}

export async function deleteChallenges(db: Db | Tx, personId: string, kind?: ChallengeKind): Promise<void> {
  await sql`
    delete from person_challenges
    where person_id = ${personId} and (${kind ?? null}::text is null or kind = ${kind ?? null}::text)`.execute(db)
}
