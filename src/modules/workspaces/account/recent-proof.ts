import { DomainError } from '#platform/errors'
import { hasStrongFactor } from '../factors/has-strong-factor.ts'
import { countPasskeys } from '../passkeys/passkeys.repo.ts'
import { findPasswordHash } from '../people.repo.ts'
import type { People } from '../people.ts'
import { getLiveSession, recentSeconds } from '../sessions.ts'

type ProofMethod = 'password' | 'passkey'

/**
 * Throws proof_required unless the person has shown lately who they are. Who has a second factor or a passkey must have
 * used one for this session: a password alone cannot take them away or add another. `methods` says how to prove it now;
 * none means signing in again.
 */
export async function requireRecentProof(
  people: People,
  session: { sessionId: string; personId: string },
  rule: { recent: boolean } = { recent: true },
): Promise<void> {
  const { db, clock } = people
  const live = await getLiveSession(db, session.sessionId)
  const passkeys = await countPasskeys(db, session.personId)
  const isStrong = live.isTwoFactor || !(await hasStrongFactor(db, session.personId))
  const isRecent = live.provedAt.getTime() > clock.now().epochMilliseconds - recentSeconds * 1000
  if (isStrong && (isRecent || !rule.recent)) return
  const methods: ProofMethod[] = []
  if (isStrong && (await findPasswordHash(db, session.personId))) methods.push('password')
  if (passkeys > 0) methods.push('passkey')
  throw new DomainError('forbidden', 'proof_required', 'Show once more that it is you.', { methods })
}
