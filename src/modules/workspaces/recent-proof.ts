import { DomainError } from '#platform/errors'
import type { People } from './people.ts'
import { getLiveSession, recentSeconds } from './sessions.ts'

/** Throws proof_too_old unless this session's person proved who they are within the last quarter of an hour. */
export async function requireRecentProof(
  { db, clock }: Pick<People, 'db' | 'clock'>,
  sessionId: string,
): Promise<void> {
  const { provedAt } = await getLiveSession(db, sessionId)
  if (clock.now().epochMilliseconds - provedAt.getTime() <= recentSeconds * 1000) return
  throw new DomainError('forbidden', 'proof_too_old', 'Sign in again to do this.')
}
