import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { createRateLimit } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import type { CardDeps } from './card-deps.ts'
import { type Card, findCard } from './cards.repo.ts'

/** A family at one table, not a class. */
const cardsPerDay = 6

/** What is kept of the browser a card is opened in: nobody can tell from it which browser that is. */
export const hashDevice = (secret: string, workspaceId: string, device: string): Buffer =>
  createHmac('sha256', secret).update(`loyalty:guest:${workspaceId}:${device}`).digest()

/** The card that was opened last in this browser, so that nobody needs a second one. */
export async function findCardOfDevice(
  { db, secret }: CardDeps,
  workspaceId: string,
  programmeId: string,
  device: string,
): Promise<Card | undefined> {
  if (device === '') return undefined
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<{ cardId: string }>`select card_id as "cardId" from loyalty_cards
      where workspace_id = ${workspaceId} and device_hash = ${hashDevice(secret, workspaceId, device)}
        and programme_id = ${programmeId} and revoked_at is null order by created_at desc limit 1`.execute(tx)
    const [row] = rows
    return row && (await findCard(tx, workspaceId, { cardId: row.cardId }))
  })
}

/** Throws join_too_many for a browser that opens one card after the other. */
export async function spendDevice({ db, clock }: CardDeps, programmeId: string, deviceHash: Buffer): Promise<void> {
  const limit = createRateLimit({ db, clock, name: 'join-device', quota: cardsPerDay, windowSeconds: 86_400 })
  if (!(await limit.take(`${programmeId} ${deviceHash.toString('hex')}`)).allowed)
    throw new DomainError('too_many', 'join_too_many', 'Too many cards were made from here.')
}
