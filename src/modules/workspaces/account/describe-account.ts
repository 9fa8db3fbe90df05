import type { Account } from '#contract/account'
import { countRecoveryCodes } from '../factors/recovery-codes.ts'
import { totpSince } from '../factors/totp.ts'
import { hasIdentity } from '../oidc/linked-person.ts'
import { listPasskeys } from '../passkeys/passkeys.repo.ts'
import { findPasswordHash } from '../people.repo.ts'
import type { People } from '../people.ts'

/** How somebody signs in. */
export async function describeAccount({ db }: People, who: { personId: string; email: string }): Promise<Account> {
  const since = await totpSince(db, who.personId)
  const passkeys = await listPasskeys(db, who.personId)
  return {
    email: who.email,
    hasPassword: (await findPasswordHash(db, who.personId)) !== undefined,
    secondFactor: {
      since: since?.toISOString() ?? null,
      recoveryCodesLeft: await countRecoveryCodes(db, who.personId),
    },
    passkeys: passkeys.map(({ credentialId: _, ...passkey }) => passkey),
    singleSignOn: await hasIdentity(db, who.personId),
  }
}
