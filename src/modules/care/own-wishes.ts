import type { ChangePreferences, Channel, Preferences } from '#contract/care'
import type { Clock } from '#platform/clock'
import type { Tx } from '#platform/postgres'
import { addConsent } from './consents.ts'
import { findFamily } from './in-customer.ts'
import { changePreferences, readPreferences } from './preferences.ts'

/** What somebody told us on a page of their own. `wording` is what they were shown. */
export type OwnWishes = {
  preferences?: ChangePreferences
  consent?: {
    state: 'given' | 'withdrawn'
    wording: string
    consentId?: string
    /** e-mails when not given */
    channel?: Channel
    /** by a link of a message when not given */
    method?: 'form' | 'link' | 'reply'
    statedAt?: string
  }
}

/** Channel, language, quiet hours and frequency somebody asked for; joins are followed. Throws customer_not_found. */
export async function contactPreferences(tx: Tx, workspaceId: string, customerId: string): Promise<Preferences> {
  return await readPreferences(tx, await findFamily(tx, workspaceId, customerId))
}

/** Keeps them in the caller's transaction, with the consent in the ledger. Wake the projector once committed. */
export async function writeOwnWishes(
  tx: Tx,
  { clock }: { clock: Clock },
  workspaceId: string,
  customerId: string,
  { preferences, consent }: OwnWishes,
): Promise<void> {
  const family = await findFamily(tx, workspaceId, customerId)
  const change = { tx, family, actor: { kind: 'system' } as const, now: clock.now() }
  if (preferences) await changePreferences(change, preferences)
  if (consent) await addConsent(change, { channel: 'email', method: 'link', ...consent, purpose: 'marketing' })
}
