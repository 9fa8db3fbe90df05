import { inWorkspace } from '#platform/postgres'
import type { CardDeps } from '../card-deps.ts'
import type { Card } from '../cards.repo.ts'
import { makeApplePass } from './apple-pass.ts'
import { googleSaveLink } from './google-pass.ts'
import { readPassWords } from './pass-words.ts'
import { hashShown, notePass, type WalletName } from './passes.repo.ts'
import { readAppleKeys, readGoogleKeys } from './settings.repo.ts'

/** The wallets that a card can be put into: those the shop has certificates for. */
export async function offeredWallets({ db, secret }: CardDeps, workspaceId: string): Promise<WalletName[]> {
  return await inWorkspace(db, workspaceId, async (tx) => [
    ...((await readAppleKeys(tx, workspaceId, secret)) ? (['apple'] as const) : []),
    ...((await readGoogleKeys(tx, workspaceId, secret)) ? (['google'] as const) : []),
  ])
}

/** The pass of a card, as it is now; undefined without certificates. */
export async function applePassOf(deps: CardDeps, card: Card): Promise<Buffer | undefined> {
  const { workspaceId } = card
  const keys = await inWorkspace(deps.db, workspaceId, (tx) => readAppleKeys(tx, workspaceId, deps.secret))
  if (!keys) return undefined
  await keep(deps, card, 'apple')
  return await makeApplePass(deps, card, keys)
}

export async function googleLinkOf(deps: CardDeps, card: Card): Promise<string | undefined> {
  const { workspaceId } = card
  const keys = await inWorkspace(deps.db, workspaceId, (tx) => readGoogleKeys(tx, workspaceId, deps.secret))
  if (!keys) return undefined
  await keep(deps, card, 'google')
  return await googleSaveLink(deps, card, keys)
}

async function keep(deps: CardDeps, card: Card, wallet: WalletName): Promise<void> {
  const { workspaceId, cardId } = card
  const shown = hashShown(await readPassWords(deps, card))
  await inWorkspace(deps.db, workspaceId, (tx) =>
    notePass(tx, { workspaceId, cardId, wallet }, shown, deps.clock.now()),
  )
}
