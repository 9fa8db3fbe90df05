import { sql } from 'kysely'
import { findByContact } from '#modules/customers'
import { DomainError } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import { uuidFromText } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import type { Place } from '../ledger/desk.ts'
import { referMember } from '../referrals/refer-member.ts'
import { joinProgramme } from '../serving/join-programme.ts'
import { welcomeMember } from '../serving/welcome-member.ts'
import { newNumber } from './card-code.ts'
import type { CardDeps } from './card-deps.ts'
import { type Card, findCard, insertCard } from './cards.repo.ts'
import { giveContact } from './give-contact.ts'
import { checkJoinForm } from './join-form.ts'
import { hashDevice, spendDevice } from './known-device.ts'

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
  /** the code of an invitation */
  invitation?: string | undefined
  /** what their browser keeps for this; none for a program */
  device?: string | undefined
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
 * where it is, the card stays by itself until the holder of the address says so. Throws join_form_over, join_too_many, contact_unreadable, invitation_needed.
 */
export async function joinByCard(deps: CardDeps, workspaceId: string, join: JoinByCard): Promise<Card> {
  const { programmeId, form, locale } = join
  const now = deps.clock.now()
  checkJoinForm(deps.secret, programmeId, form, now)
  const cardId = uuidFromText('loyalty card', programmeId, form)
  const place: Place = { workspaceId, programmeId, actor: { kind: 'system' } }
  const known = await inWorkspace(deps.db, workspaceId, (tx) => findCard(tx, workspaceId, { cardId }))
  if (known) return known
  await checkContact(deps, workspaceId, join.contact)
  const deviceHash = join.device === undefined ? null : hashDevice(deps.secret, workspaceId, join.device)
  if (deviceHash) await spendDevice(deps, programmeId, deviceHash)
  const { memberId } = await joinProgramme(deps, place, {
    reference: `card:${cardId}`,
    invitation: join.invitation,
    // The customer first: then the timeline tells of the first stamp, too.
    welcomesLater: true,
  })
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
  const other = await inWorkspace(deps.db, workspaceId, async (tx) =>
    (await insertCard(tx, { ...card, deviceHash }, now)) ? undefined : await findCard(tx, workspaceId, { cardId }),
  )
  // A finger that tapped twice.
  if (other) return other
  if (join.contact) await giveContact(deps, card, join.contact, join.consent).catch(ignoreUnsent)
  await welcomeMember(deps, place, memberId)
  if (join.broughtBy) await rememberReferral(deps, place, memberId, join.broughtBy)
  return card
}

/** Before anything is made: somebody who mistypes gets no second card. */
async function checkContact({ db }: CardDeps, workspaceId: string, text: string | undefined): Promise<void> {
  if (text && !(await inWorkspace(db, workspaceId, (tx) => findByContact(tx, workspaceId, text))))
    throw new DomainError('invalid', 'contact_unreadable', 'This is neither an e-mail address nor a phone number.')
}

/** The card is there all the same, and sends the code again when asked. */
function ignoreUnsent(error: unknown): void {
  if (!(error instanceof DomainError) || !error.reason.startsWith('phone_code')) throw error
}

async function rememberReferral(deps: CardDeps, place: Place, memberId: string, number: string): Promise<void> {
  const { workspaceId } = place
  const referrer = await inWorkspace(deps.db, workspaceId, (tx) => findCard(tx, workspaceId, { number }))
  if (referrer?.programmeId !== place.programmeId) return
  // A link that brings nothing keeps nobody from joining.
  await referMember(deps, place, { referrerId: referrer.memberId, refereeId: memberId }).catch(() => undefined)
}
