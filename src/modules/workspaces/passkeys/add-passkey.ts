import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import type { Context } from 'hono'
import type { Passkey } from '#contract/account'
import { DomainError } from '#platform/errors'
import { requireRecentProof } from '../account/recent-proof.ts'
import { auditPerson } from '../audit-person.ts'
import { issueChallenge, takeChallenge } from '../challenges.ts'
import { mailNotice } from '../mail-notice.ts'
import type { Person } from '../people.repo.ts'
import type { People } from '../people.ts'
import { dropStepCookie, readStepCookie, setSessionCookie, setStepCookie } from '../session-cookie.ts'
import { renewSession, timeOf } from '../sessions.ts'
import { insertPasskey, listPasskeys } from './passkeys.repo.ts'
import { algorithms, ceremonySeconds, passkeyRefused, relyingParty } from './relying-party.ts'

type Who = Person & { sessionId: string }

const mostPasskeys = 20

/** What the browser needs to make a passkey for this person; the challenge stays here and counts once. */
export async function startPasskey(people: People, c: Context, who: Who): Promise<Record<string, unknown>> {
  await requireRecentProof(people, who)
  const { generateRegistrationOptions } = await import('@simplewebauthn/server')
  const known = await listPasskeys(people.db, who.personId)
  if (known.length >= mostPasskeys) {
    throw new DomainError('conflict', 'too_many_passkeys', `At most ${mostPasskeys} passkeys.`, { limit: mostPasskeys })
  }
  const options = await generateRegistrationOptions({
    rpName: 'Regulars',
    rpID: relyingParty(people).rpId,
    userID: new Uint8Array(Buffer.from(who.personId)),
    userName: who.email,
    userDisplayName: who.name,
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  const token = await issueChallenge(people.db, people.clock, {
    kind: 'passkey_new',
    seconds: ceremonySeconds,
    personId: who.personId,
    data: { challenge: options.challenge },
  })
  setStepCookie(c, 'passkey', token, people.publicUrl, ceremonySeconds)
  return { ...options }
}

/**
 * Keeps the passkey that the browser has made. It has asked for a finger or a PIN, so that from now on this session
 * counts as opened with two factors.
 */
export async function addPasskey(
  people: People,
  c: Context,
  who: Who,
  given: { name: string; response: unknown },
): Promise<Passkey> {
  const { db, clock, publicUrl } = people
  await requireRecentProof(people, who)
  const cookie = readStepCookie(c, 'passkey', publicUrl)
  const begun = cookie ? await takeChallenge(db, clock, 'passkey_new', cookie) : undefined
  dropStepCookie(c, 'passkey')
  if (begun?.personId !== who.personId) throw passkeyRefused()
  const { credential, credentialBackedUp } = await verify(people, String(begun.data.challenge), given.response)
  const { passkeyId, token } = await db.transaction().execute(async (tx) => {
    const id = await insertPasskey(tx, {
      personId: who.personId,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: (credential.transports ?? []).map(String).slice(0, 10),
      name: given.name,
      isSynced: credentialBackedUp,
      createdAt: timeOf(clock),
    })
    if (id === undefined) throw passkeyRefused()
    const renewed = await renewSession(tx, clock, who.sessionId, { isTwoFactor: true })
    await auditPerson(tx, who.personId, { action: 'passkey.added', detail: { passkeyId: id } })
    await mailNotice(people, tx, who.personId, 'passkey_added')
    return { passkeyId: id, token: renewed }
  })
  setSessionCookie(c, token, publicUrl)
  const { name } = given
  return { passkeyId, name, isSynced: credentialBackedUp, createdAt: timeOf(clock).toISOString(), lastUsedAt: null }
}

async function verify(people: People, challenge: string, response: unknown) {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
  const { origin, rpId } = relyingParty(people)
  const result = await verifyRegistrationResponse({
    // Its shape is checked by the library, field by field.
    response: response as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch(() => undefined)
  if (!result?.verified) throw passkeyRefused()
  return result.registrationInfo
}
