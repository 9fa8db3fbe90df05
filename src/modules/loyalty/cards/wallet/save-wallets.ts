import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { SaveAppleWallet, SaveGoogleWallet, WalletSettings } from '#contract/loyalty-cards'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import type { LoyaltyActor } from '../../ledger/desk.ts'
import type { CardDeps } from '../card-deps.ts'
import {
  type AppleKeys,
  type GoogleKeys,
  readAppleKeys,
  readGoogleKeys,
  removeKeys,
  saveKeys,
} from './settings.repo.ts'

/** What is set up, without any key. */
export async function readWallets({ db, secret }: CardDeps, workspaceId: string): Promise<WalletSettings> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const apple = await readAppleKeys(tx, workspaceId, secret)
    const google = await readGoogleKeys(tx, workspaceId, secret)
    return {
      apple: apple ? { passTypeId: apple.passTypeId, teamId: apple.teamId, until: endOf(apple.certificate) } : null,
      google: google ? { issuerId: google.issuerId, email: google.email } : null,
    }
  })
}

const endOf = (certificate: string): string => new Date(new X509Certificate(certificate).validTo).toISOString()

/** Throws wallet_certificate_unreadable, wallet_key_other, wallet_authority_other, wallet_certificate_over. */
export async function saveAppleWallet(
  deps: CardDeps,
  workspaceId: string,
  actor: LoyaltyActor,
  given: SaveAppleWallet,
): Promise<void> {
  await save(deps, workspaceId, actor, { wallet: 'apple', keys: readApple(given, deps.clock.now()) })
}

/** Throws wallet_account_unreadable. */
export async function saveGoogleWallet(
  deps: CardDeps,
  workspaceId: string,
  actor: LoyaltyActor,
  given: SaveGoogleWallet,
): Promise<void> {
  await save(deps, workspaceId, actor, { wallet: 'google', keys: readGoogle(given) })
}

/** Nothing of this wallet is shown any more; passes that are there stay as they are. */
export async function removeWallet(
  { db }: CardDeps,
  workspaceId: string,
  actor: LoyaltyActor,
  wallet: 'apple' | 'google',
): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    await removeKeys(tx, workspaceId, wallet)
    await recordAudit(tx, workspaceId, actor, {
      action: 'loyalty_wallet.changed',
      target: { kind: 'wallet' },
      detail: { wallet, isOn: false },
    })
  })
}

async function save(
  { db, clock, secret }: CardDeps,
  workspaceId: string,
  actor: LoyaltyActor,
  saved: Parameters<typeof saveKeys>[3],
): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    await saveKeys(tx, workspaceId, secret, saved, clock.now())
    await recordAudit(tx, workspaceId, actor, {
      action: 'loyalty_wallet.changed',
      target: { kind: 'wallet' },
      detail: { wallet: saved.wallet, isOn: true },
    })
  })
}

const wrong = (reason: string, message: string): DomainError => new DomainError('invalid', reason, message)

/** The certificate itself says for which passes and whose it is. */
function readApple({ certificate, key, passphrase, authority }: SaveAppleWallet, now: Temporal.Instant): AppleKeys {
  const unreadable = () => wrong('wallet_certificate_unreadable', 'This is no pass certificate with its key (PEM).')
  let mine: X509Certificate
  let above: X509Certificate
  try {
    mine = new X509Certificate(certificate)
    above = new X509Certificate(authority)
  } catch {
    throw unreadable()
  }
  const subject = (name: string): string | undefined => new RegExp(`^${name}=(.+)$`, 'm').exec(mine.subject)?.[1]
  const [passTypeId, teamId] = [subject('UID'), subject('OU')]
  if (!passTypeId || !teamId) throw unreadable()
  let isOwn = false
  try {
    isOwn = mine.checkPrivateKey(createPrivateKey({ key, ...(passphrase ? { passphrase } : {}) }))
  } catch {
    throw unreadable()
  }
  if (!isOwn) throw wrong('wallet_key_other', 'The key belongs to another certificate.')
  if (!mine.verify(above.publicKey))
    throw wrong('wallet_authority_other', 'The certificate was issued by another authority.')
  if (new Date(mine.validTo).getTime() <= now.epochMilliseconds)
    throw wrong('wallet_certificate_over', 'The certificate is over.')
  return { certificate, key, ...(passphrase ? { passphrase } : {}), authority, passTypeId, teamId }
}

function readGoogle({ issuerId, account }: SaveGoogleWallet): GoogleKeys {
  try {
    const { client_email: email, private_key: key } = JSON.parse(account) as Record<string, unknown>
    if (typeof email !== 'string' || typeof key !== 'string') throw new Error('fields are missing')
    createPrivateKey(key)
    return { issuerId, email, key }
  } catch {
    throw wrong('wallet_account_unreadable', 'This is no key file of a service account.')
  }
}
