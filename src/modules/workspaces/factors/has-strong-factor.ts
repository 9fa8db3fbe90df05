import type { Db, Tx } from '#platform/postgres'
import { countPasskeys } from '../passkeys/passkeys.repo.ts'
import { totpSince } from './totp.ts'

/** Whether somebody has more than a password: a second factor that is on, or a passkey. */
export async function hasStrongFactor(db: Db | Tx, personId: string): Promise<boolean> {
  return (await countPasskeys(db, personId)) > 0 || (await totpSince(db, personId)) !== undefined
}

/** For `renewSession` after a factor was taken away: without any left, the session counts as opened with the password alone. */
export async function weakened(tx: Tx, personId: string): Promise<{ isTwoFactor?: boolean }> {
  return (await hasStrongFactor(tx, personId)) ? {} : { isTwoFactor: false }
}
