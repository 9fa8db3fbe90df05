import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { Context } from 'hono'
import type { WebauthnAnswer } from '#contract/account'
import type { Session } from '#contract/session'
import { type AppEnv, clientAddress, spendRate } from '#platform/http'
import { issueChallenge, takeChallenge } from '../challenges.ts'
import { openSession } from '../open-session.ts'
import type { People } from '../people.ts'
import { dropStepCookie, readStepCookie, setStepCookie } from '../session-cookie.ts'
import { timeOf } from '../sessions.ts'
import { findPasskey, type KeptPasskey, moveCounter } from './passkeys.repo.ts'
import { ceremonySeconds, passkeyRefused, relyingParty } from './relying-party.ts'

/** What the browser needs to ask for any passkey of this place: nobody has to say who they are first. */
export async function startPasskeySignIn(people: People, c: Context<AppEnv>): Promise<Record<string, unknown>> {
  await spendRate(c, people.limits.passkey, clientAddress(c, people.trustedProxies))
  const { generateAuthenticationOptions } = await import('@simplewebauthn/server')
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(people).rpId,
    userVerification: 'required',
  })
  const token = await issueChallenge(people.db, people.clock, {
    kind: 'passkey_sign_in',
    seconds: ceremonySeconds,
    data: { challenge: options.challenge },
  })
  setStepCookie(c, 'passkey', token, people.publicUrl, ceremonySeconds)
  return { ...options }
}

/** Something they have and a finger or PIN in one: no second step follows. */
export async function signInWithPasskey(
  people: People,
  c: Context<AppEnv>,
  response: WebauthnAnswer,
): Promise<Session> {
  const { db, clock, publicUrl } = people
  await spendRate(c, people.limits.passkey, clientAddress(c, people.trustedProxies))
  const cookie = readStepCookie(c, 'passkey', publicUrl)
  const begun = cookie ? await takeChallenge(db, clock, 'passkey_sign_in', cookie) : undefined
  dropStepCookie(c, 'passkey')
  const passkey = await findPasskey(db, response.id)
  if (!begun || !passkey || !isOwner(passkey, response)) throw passkeyRefused()
  const { newCounter, credentialBackedUp } = await verify(people, String(begun.data.challenge), passkey, response)
  const moved = { counter: newCounter, isSynced: credentialBackedUp, at: timeOf(clock) }
  if (!(await moveCounter(db, passkey, moved))) throw passkeyRefused()
  return await openSession(people, c, { personId: passkey.personId, openedBy: 'passkey', isTwoFactor: true })
}

function isOwner(passkey: KeptPasskey, { response: { userHandle } }: WebauthnAnswer): boolean {
  return userHandle === undefined || Buffer.from(userHandle, 'base64url').toString() === passkey.personId
}

async function verify(people: People, challenge: string, passkey: KeptPasskey, response: WebauthnAnswer) {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
  const { origin, rpId } = relyingParty(people)
  // A counter that does not grow makes the library throw: the passkey was copied, or this is an old answer.
  const result = await verifyAuthenticationResponse({
    // Its shape is checked by the library, field by field.
    response: response as unknown as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(passkey.publicKey),
      counter: passkey.counter,
      transports: passkey.transports,
    },
    requireUserVerification: true,
  }).catch(() => undefined)
  if (!result?.verified) throw passkeyRefused()
  return result.authenticationInfo
}
