import { sql } from 'kysely'
import { listCustomersQuery } from '#contract/customers'
import { listCustomers, readContact } from '#modules/customers'
import { DomainError } from '#platform/errors'
import { createRateLimit } from '#platform/http'
import { latinDigits } from '#platform/i18n'
import { inWorkspace } from '#platform/postgres'
import { bareCode } from '../../serving/listed-codes.ts'
import { voucherNotValid } from '../../serving/open-codes.ts'
import { lookUpVoucher, type Voucher } from '../../serving/vouchers.ts'
import { readCode, stepOf } from '../card-code.ts'
import type { CardDeps } from '../card-deps.ts'
import { type Card, findCard } from '../cards.repo.ts'
import { memberOfCard } from '../read-card.ts'
import { readTotp, stepOfTotp } from '../wallet/totp.ts'
import { countScan } from './count-scans.ts'
import { tillCurrency } from './till-currency.ts'
import { placeOf, type TillSession, writeTicket } from './till-session.ts'

export type VoucherFacts = Voucher & { currency: string }

export type Found =
  | { kind: 'guest'; memberId: string; ticket: string | undefined }
  | { kind: 'choice'; guests: { memberId: string; name: string; hint: string }[] }
  | { kind: 'voucher'; code: string; voucher: VoucherFacts }

/** A busy till scans once in a few seconds; whoever tries codes in a row has to wait. */
const lookUpsPerFiveMinutes = 120

/**
 * Who or what was scanned or typed: a card's code, a voucher – also one for everybody or of a list, for `whose` where it counts for each
 * member –, a name, a phone number. A code that is made up and another
 * workspace's get one answer. Throws card_unknown, code_over, poster_scanned, card_page_scanned, product_scanned, search_short,
 * nobody_found, too_many_requests.
 */
export async function findGuest(deps: CardDeps, session: TillSession, typed: string, whose?: string): Promise<Found> {
  const { workspaceId, deviceId } = session.device
  const limit = createRateLimit({
    db: deps.db,
    clock: deps.clock,
    name: 'till-find',
    quota: lookUpsPerFiveMinutes,
    windowSeconds: 300,
  })
  const { allowed, resetSeconds } = await limit.take(deviceId)
  if (!allowed)
    throw new DomainError('too_many', 'too_many_requests', 'Too many requests.', { retryAfter: resetSeconds })
  const text = latinDigits(typed).normalize('NFKC').trim()
  refuseOtherCodes(text)
  const scanned = await findByCard(deps, session, text)
  if (scanned) {
    await countScan(deps, session)
    return scanned
  }
  const bare = bareCode(text)
  if (/^RC[0-9A-V]{20,}$/.test(bare)) throw unknownCard()
  const voucher = await lookUpVoucher(deps, placeOf(session), { code: bare, memberId: whose })
  if (voucher)
    return { kind: 'voucher', code: bare, voucher: { ...voucher, currency: await tillCurrency(deps.db, workspaceId) } }
  // As vouchers made here look like: nobody is called so.
  if (/^[2-9A-HJ-NP-Y]{17}$/.test(bare)) throw voucherNotValid()
  return await search(deps, session, text)
}

export const unknownCard = (): DomainError =>
  new DomainError('not_found', 'card_unknown', 'No card of this programme has this code.')

/** What people hold before the camera by mistake. */
function refuseOtherCodes(text: string): void {
  if (text === '') throw new DomainError('invalid', 'search_short', 'Nothing was typed.')
  if (/^https?:\/\/\S+\/j\//i.test(text))
    throw new DomainError('invalid', 'poster_scanned', 'This is the poster for joining.')
  if (/^https?:\/\/\S+\/c\//i.test(text))
    throw new DomainError('invalid', 'card_page_scanned', 'This is the address of a card, not its code.')
  if (/^(https?:|WIFI:|BEGIN:|mailto:|tel:|geo:)/i.test(text))
    throw new DomainError('invalid', 'foreign_code', 'This code has nothing to do with cards.')
  // Numbers of products; a phone number that is as long begins otherwise.
  if (/^(\d{8}|[1-9]\d{12})$/.test(text) && isProductNumber(text))
    throw new DomainError('invalid', 'product_scanned', 'This is the number of a product.')
}

/** EAN-8 and EAN-13 end with a digit that the others determine. */
function isProductNumber(text: string): boolean {
  const digits = [...text].map(Number).reverse()
  return digits.reduce((sum, digit, i) => sum + digit * (i % 2 === 0 ? 1 : 3), 0) % 10 === 0
}

async function findByCard(deps: CardDeps, session: TillSession, text: string): Promise<Found | undefined> {
  const inWallet = readTotp(text)
  if (inWallet) return await findByTotp(deps, session, inWallet)
  const code = readCode(deps.secret, session.device.workspaceId, text)
  if (code?.kind === 'rotating') return await findByRotating(deps, session, code)
  return code?.kind === 'number' ? await findByNumber(deps, session, code.number) : undefined
}

async function findByRotating(
  deps: CardDeps,
  session: TillSession,
  { cardId, step }: { cardId: string; step: number },
): Promise<Found> {
  const card = await cardHere(deps, session, { cardId })
  const age = stepOf(deps.clock.now()) - step
  // A code of an hour ago is a picture somebody took.
  if (age > 1 || age < -1) throw new DomainError('conflict', 'code_over', 'This code is over.')
  const isFirst = await spendStep(deps, session, card, step)
  const memberId = await memberOfCard(deps, card)
  return { kind: 'guest', memberId, ticket: isFirst ? writeTicket(deps, session, memberId) : undefined }
}

/** The code of a card in Google Wallet, which its phone changes by itself: as good as the one on the card's page. */
async function findByTotp(
  deps: CardDeps,
  session: TillSession,
  { number, code }: { number: string; code: string },
): Promise<Found> {
  const card = await cardHere(deps, session, { number })
  const now = stepOf(deps.clock.now())
  const step = stepOfTotp(deps.secret, card, code, now - 1, now + 1)
  if (step === undefined) throw new DomainError('conflict', 'code_over', 'This code is over.')
  const isFirst = await spendStep(deps, session, card, step)
  const memberId = await memberOfCard(deps, card)
  return { kind: 'guest', memberId, ticket: isFirst ? writeTicket(deps, session, memberId) : undefined }
}

/** Each step redeems at one till only: false where another till has seen this code, or a later one. */
async function spendStep({ db }: CardDeps, { device }: TillSession, { cardId }: Card, step: number): Promise<boolean> {
  const { workspaceId, deviceId } = device
  return await inWorkspace(db, workspaceId, async (tx) => {
    const used = await sql`update loyalty_cards set used_step = ${step}, used_by = ${deviceId}
      where workspace_id = ${workspaceId} and card_id = ${cardId}
        and (used_step < ${step} or (used_step = ${step} and used_by = ${deviceId}))`.execute(tx)
    return used.numAffectedRows === 1n
  })
}

async function findByNumber(deps: CardDeps, session: TillSession, number: string): Promise<Found> {
  const card = await cardHere(deps, session, { number })
  return { kind: 'guest', memberId: await memberOfCard(deps, card), ticket: undefined }
}

/** A card of this till's programme; another's is as unknown as one that was made up. */
export async function cardHere(
  { db }: CardDeps,
  { device }: TillSession,
  by: { cardId: string } | { number: string },
): Promise<Card> {
  const { workspaceId, programmeId } = device
  const card = await inWorkspace(db, workspaceId, (tx) => findCard(tx, workspaceId, by))
  if (card?.programmeId !== programmeId) throw unknownCard()
  return card
}

async function search(deps: CardDeps, session: TillSession, text: string): Promise<Found> {
  const { workspaceId, programmeId } = session.device
  if (text.length < 3) throw new DomainError('invalid', 'search_short', 'Three letters or digits at least.')
  if (text.length > 80) throw new DomainError('invalid', 'foreign_code', 'This code has nothing to do with cards.')
  const query = listCustomersQuery.parse({ search: text, limit: 20 })
  const { customers } = await listCustomers({ ...deps, silenceDays: async () => 0 }, workspaceId, query)
  const guests = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { rows } = await sql<{
      memberId: string
      customerId: string
    }>`select member_id as "memberId", customer_id as "customerId"
      from loyalty_members where workspace_id = ${workspaceId} and programme_id = ${programmeId} and merged_into is null
        and customer_id = any(${customers.map(({ customerId }) => customerId)}::uuid[]) limit 8`.execute(tx)
    return await Promise.all(
      rows.map(async ({ memberId, customerId }) => {
        const contact = await readContact(tx, workspaceId, customerId)
        const hint = contact?.email ?? contact?.phone ?? ''
        return { memberId, name: contact?.name ?? hint, hint: contact?.name ? hideMiddle(hint) : '' }
      }),
    )
  })
  const [only] = guests
  if (!only) throw new DomainError('not_found', 'nobody_found', 'No member was found.')
  if (guests.length === 1) return { kind: 'guest', memberId: only.memberId, ticket: undefined }
  return { kind: 'choice', guests }
}

/** Enough to tell two of one name apart, too little to write down. */
function hideMiddle(text: string): string {
  return text.length < 6 ? '' : `${text.slice(0, 2)}…${text.slice(-4)}`
}
