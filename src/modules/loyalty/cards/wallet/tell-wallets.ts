import { connect } from 'node:http2'
import { importPKCS8, SignJWT } from 'jose'
import { sql } from 'kysely'
import { inWorkspace } from '#platform/postgres'
import type { CardDeps } from '../card-deps.ts'
import { findCard } from '../cards.repo.ts'
import { loyaltyObject } from './google-pass.ts'
import { readPassWords } from './pass-words.ts'
import { hashShown, listStirred, notePass, phonesOf, removePhone, type WalletName } from './passes.repo.ts'
import { type AppleKeys, type GoogleKeys, readAppleKeys, readGoogleKeys } from './settings.repo.ts'

/** Where wallets hear of changes; tests stand in for them. */
export type WalletHosts = { apple: string; googleToken: string; googleObjects: string }
export const walletHosts: WalletHosts = {
  apple: 'https://api.push.apple.com',
  googleToken: 'https://oauth2.googleapis.com/token',
  googleObjects: 'https://walletobjects.googleapis.com/walletobjects/v1',
}

const atOnce = 200
const patienceMs = 10_000

/** Looks at the passes of members something happened to, and tells the wallets of those that show something else now. Returns how many. */
export async function tellWallets(deps: CardDeps, hosts: WalletHosts = walletHosts): Promise<number> {
  const { rows } = await sql<{ id: string }>`select list_workspaces_with_wallets() as id`.execute(deps.db)
  let told = 0
  for (const { id } of rows) told += await tellWorkspace(deps, id, hosts)
  return told
}

async function tellWorkspace(deps: CardDeps, workspaceId: string, hosts: WalletHosts): Promise<number> {
  const { stirred, apple, google } = await inWorkspace(deps.db, workspaceId, async (tx) => ({
    stirred: await listStirred(tx, workspaceId, atOnce),
    apple: await readAppleKeys(tx, workspaceId, deps.secret),
    google: await readGoogleKeys(tx, workspaceId, deps.secret),
  }))
  const changed: { cardId: string; wallet: WalletName }[] = []
  for (const one of stirred) if (await lookAgain(deps, workspaceId, one)) changed.push(one)
  const of = (wallet: WalletName) => changed.filter((one) => one.wallet === wallet).map(({ cardId }) => cardId)
  if (apple) await tellApple(deps, workspaceId, apple, of('apple'), hosts.apple)
  if (google) await tellGoogle(deps, workspaceId, google, of('google'), hosts)
  return changed.length
}

/** Whether a pass shows something else now than when it was looked at last. */
async function lookAgain(
  deps: CardDeps,
  workspaceId: string,
  { cardId, wallet }: { cardId: string; wallet: WalletName },
): Promise<boolean> {
  const card = await inWorkspace(deps.db, workspaceId, (tx) => findCard(tx, workspaceId, { cardId }))
  if (!card) return false
  const shown = hashShown(await readPassWords(deps, card))
  return await inWorkspace(deps.db, workspaceId, (tx) =>
    notePass(tx, { workspaceId, cardId, wallet }, shown, deps.clock.now()),
  )
}

/** An empty notice, by the certificate of the pass: the phone asks for what is new by itself. A phone that is gone is forgotten. */
async function tellApple(
  deps: CardDeps,
  workspaceId: string,
  keys: AppleKeys,
  cardIds: string[],
  host: string,
): Promise<void> {
  const phones = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const all = []
    for (const cardId of cardIds) all.push(...(await phonesOf(tx, deps.secret, workspaceId, cardId)))
    return all
  })
  if (phones.length === 0) return
  const { certificate, key, passphrase, passTypeId } = keys
  const line = connect(host, { cert: certificate, key, ...(passphrase ? { passphrase } : {}) })
  // What cannot be reached now is asked again by the phone: it looks once a day in any case.
  line.on('error', () => {})
  try {
    const statuses = await Promise.all(
      phones.map(({ pushToken }) => pushEmpty(line, pushToken, passTypeId).catch(() => undefined)),
    )
    const gone = phones.filter((_, i) => statuses[i] === 410)
    await inWorkspace(deps.db, workspaceId, async (tx) => {
      for (const { deviceId } of gone) await removePhone(tx, workspaceId, deviceId)
    })
  } finally {
    line.close()
  }
}

async function pushEmpty(line: ReturnType<typeof connect>, pushToken: string, topic: string): Promise<number> {
  return await new Promise((resolve, reject) => {
    const stream = line.request({ ':method': 'POST', ':path': `/3/device/${pushToken}`, 'apns-topic': topic })
    stream.setTimeout(patienceMs, () => stream.destroy(new Error('no answer')))
    stream.on('response', (headers) => resolve(Number(headers[':status'])))
    stream.on('error', reject)
    stream.resume()
    stream.end('{}')
  })
}

/** The objects anew. One that nobody has saved is not there, and that is fine. */
async function tellGoogle(
  deps: CardDeps,
  workspaceId: string,
  keys: GoogleKeys,
  cardIds: string[],
  hosts: WalletHosts,
): Promise<void> {
  if (cardIds.length === 0) return
  const token = await askToken(deps, keys, hosts).catch(() => undefined)
  if (token === undefined) return
  for (const cardId of cardIds) {
    const card = await inWorkspace(deps.db, workspaceId, (tx) => findCard(tx, workspaceId, { cardId }))
    if (!card) continue
    const object = await loyaltyObject(deps, card, keys)
    await fetch(`${hosts.googleObjects}/loyaltyObject/${object.id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(object),
      signal: AbortSignal.timeout(patienceMs),
    }).catch(() => undefined)
  }
}

async function askToken({ clock }: CardDeps, { email, key }: GoogleKeys, hosts: WalletHosts): Promise<string> {
  const now = Math.floor(clock.now().epochMilliseconds / 1000)
  const assertion = await new SignJWT({ scope: 'https://www.googleapis.com/auth/wallet_object.issuer' })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(email)
    .setAudience(hosts.googleToken)
    .setIssuedAt(now)
    .setExpirationTime(now + 3600)
    .sign(await importPKCS8(key, 'RS256'))
  const answer = await fetch(hosts.googleToken, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
    signal: AbortSignal.timeout(patienceMs),
  })
  const { access_token: token } = (await answer.json()) as { access_token?: string }
  if (!token) throw new Error('no token')
  return token
}
