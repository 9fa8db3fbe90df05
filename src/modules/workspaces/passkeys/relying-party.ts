import { DomainError } from '#platform/errors'
import type { People } from '../people.ts'

/** How long a person may take with their finger or PIN. */
export const ceremonySeconds = 300

/** Ed25519, ES256, RS256: what authenticators make and every runtime of ours can check. */
export const algorithms = [-8, -7, -257]

/** Passkeys are bound to the address people use: one made for another host opens nothing here. */
export function relyingParty({ publicUrl }: Pick<People, 'publicUrl'>): { origin: string; rpId: string } {
  const { origin, hostname } = new URL(publicUrl)
  return { origin, rpId: hostname }
}

export function passkeyRefused(): DomainError {
  return new DomainError('invalid', 'passkey_refused', 'The passkey was not accepted; begin again.')
}
