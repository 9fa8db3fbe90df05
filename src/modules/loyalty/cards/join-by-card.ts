import { sql } from 'kysely'
import type { Locale } from '#platform/i18n'
import { uuidFromText } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import type { Place } from '../ledger/desk.ts'
import { joinProgramme } from '../serving/join-programme.ts'
import { referMember } from '../serving/refer.ts'
import { welcomeMember } from '../serving/welcome-member.ts'
import { newNumber } from './card-code.ts'
import type { CardDeps } from './card-deps.ts'
import { type Card, findCard, insertCard } from './cards.repo.ts'
import { giveContact } from './give-contact.ts'
import { checkJoinForm } from './join-form.ts'

export type JoinByCard = {
  programmeId: string
  /** from `signJoinForm`; the same form again is the same card */
  form: string
  /** an e-mail address or a phone number; none for a card without a name */
  contact?: string | undefined
  /** the words next to the ticked box; undefined when it was not ticked */
  consent?: string | undefined
  locale: Locale
  /** the number on the card of who brought them */
  broughtBy?: string | undefined
}

/** Whose programme this is; undefined for none, and for one that is not in use any more. */
export async function findProgrammeWorkspace(
  { db }: Pick<CardDeps, 'db'>,
  programmeId: string,
): Promise<string | undefined> {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(programmeId)) return undefined
  const { rows } = await sql<{ id: string | null }>`select find_programme_workspace(${programmeId}) as id`.execute(db)
  return rows[0]?.id ?? undefined
}

/**
 * A card for somebody who scanned the poster, with what the programme gives on joining. Nobody learns whether an address is known:
 * where it is, the card stays by itself until the holder of the address says so. Throws join_form_over, contact_unreadable.
 */
export async function joinByCard(deps: CardDeps, workspaceId: string, join: JoinByCard): Promise<Card> {
  const { programmeId, form, locale } = join
  const now = deps.clock.now()
  checkJoinForm(deps.secret, programmeId, form, now)
  const cardId = uuidFromText('loyalty card', programmeId, form)
  const place: Place = { workspaceId, programmeId, actor: { kind: 'system' } }
  const known = await inWorkspace(deps.db, workspaceId, (tx) => findCard(tx, workspaceId, { cardId }))
  if (known) return known
  const { memberId } = await joinProgramme(deps, place, { reference: `card:${cardId}` })
  const card: Card = {
    workspaceId,
    cardId,
    programmeId,
    memberId,
    number: newNumber(),
    locale,
    contact: null,
    contactKind: null,
    usedStep: 0,
    usedBy: null,
  }
  await inWorkspace(deps.db, workspaceId, (tx) => insertCard(tx, card, now))
  // The customer first: then the timeline tells of the first stamp, too.
  if (join.contact) await giveContact(deps, card, join.contact, join.consent)
  await welcomeMember(deps, place, memberId)
  if (join.broughtBy) await rememberReferral(deps, place, memberId, join.broughtBy)
  return card
}

async function rememberReferral(deps: CardDeps, place: Place, refereeId: string, number: string): Promise<void> {
  const referrer = await inWorkspace(deps.db, place.workspaceId, (tx) => findCard(tx, place.workspaceId, { number }))
  if (referrer?.programmeId !== place.programmeId) return
  // A link that brings nothing keeps nobody from joining.
  await referMember(deps, place, { referrerId: referrer.memberId, refereeId }).catch(() => undefined)
}
