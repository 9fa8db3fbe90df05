import { sql } from 'kysely'
import { isLocale, type Locale } from '#platform/i18n'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { packIds, readSigned, sign, unpackId } from './signed.ts'

export type Card = {
  workspaceId: string
  cardId: string
  programmeId: string
  memberId: string
  number: string
  locale: Locale
  contact: string | null
  contactKind: 'email' | 'phone' | null
  usedStep: number
  usedBy: string | null
}

const columns = sql`workspace_id as "workspaceId", card_id as "cardId", programme_id as "programmeId", member_id as "memberId", number,
  locale, contact, contact_kind as "contactKind", used_step as "usedStep", used_by as "usedBy"`

/** Undefined for a card that is not there or was taken back. */
export async function findCard(
  tx: Tx,
  workspaceId: string,
  by: { cardId: string } | { number: string } | { memberId: string },
): Promise<Card | undefined> {
  const which =
    'cardId' in by
      ? sql`card_id = ${by.cardId}`
      : 'number' in by
        ? sql`number = ${by.number}`
        : sql`member_id = ${by.memberId}`
  const { rows } = await sql<Omit<Card, 'locale'> & { locale: string }>`select ${columns} from loyalty_cards
    where workspace_id = ${workspaceId} and ${which} and revoked_at is null order by created_at limit 1`.execute(tx)
  const [row] = rows
  return row && { ...row, locale: isLocale(row.locale) ? row.locale : 'en' }
}

/** False where the same form has made this card a moment ago. */
export async function insertCard(
  tx: Tx,
  card: Pick<
    Card,
    'workspaceId' | 'cardId' | 'programmeId' | 'memberId' | 'number' | 'locale' | 'contact' | 'contactKind'
  > & { deviceHash: Buffer | null },
  at: Temporal.Instant,
): Promise<boolean> {
  const added =
    await sql`insert into loyalty_cards (workspace_id, card_id, programme_id, member_id, number, locale, contact, contact_kind, device_hash, created_at)
    values (${card.workspaceId}, ${card.cardId}, ${card.programmeId}, ${card.memberId}, ${card.number}, ${card.locale},
      ${card.contact}, ${card.contactKind}, ${card.deviceHash}, ${at.toString()})
    on conflict (workspace_id, card_id) do nothing`.execute(tx)
  return added.numAffectedRows === 1n
}

/** The address of a card: whoever has it holds the card. */
export const cardToken = (secret: string, { workspaceId, cardId }: Pick<Card, 'workspaceId' | 'cardId'>): string =>
  sign(secret, 'card', packIds(workspaceId, cardId))

/** Undefined for an address that nobody signed, and for a card that was taken back. */
export async function findCardByToken(db: Db, secret: string, token: string): Promise<Card | undefined> {
  const ids = readSigned(secret, 'card', token)
  if (ids?.length !== 32) return undefined
  const [workspaceId, cardId] = [unpackId(ids, 0), unpackId(ids, 1)]
  return await inWorkspace(db, workspaceId, (tx) => findCard(tx, workspaceId, { cardId }))
}
