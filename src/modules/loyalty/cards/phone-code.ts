import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { createRateLimit } from '#platform/http'
import { latinDigits, localDigits } from '#platform/i18n'
import { inWorkspace } from '#platform/postgres'
import type { CardDeps } from './card-deps.ts'
import { cardWords } from './card-words.ts'
import type { Card } from './cards.repo.ts'

const lastsMinutes = 10
const triesAtMost = 5

/** Somebody may type another's number, and each message costs the shop money. */
const limits = [
  {
    name: 'phone-code-number',
    quota: 4,
    windowSeconds: 3600,
    keyOf: ({ workspaceId, contact }: Card) => `${workspaceId} ${contact}`,
  },
  { name: 'phone-code-card', quota: 6, windowSeconds: 86_400, keyOf: ({ cardId }: Card) => cardId },
  { name: 'phone-code-shop', quota: 300, windowSeconds: 3600, keyOf: ({ workspaceId }: Card) => workspaceId },
]

// With the number in it: a code that came to one phone confirms no other.
const hashOf = (secret: string, { cardId, contact }: Card, code: string): Buffer =>
  createHmac('sha256', secret).update(`loyalty:phone:${cardId}:${contact}:${code}`).digest()

/** Sends a code to the number that was given for a card; the one before is over. Throws phone_code_often, phone_code_unsent. */
export async function sendPhoneCode(deps: CardDeps, card: Card): Promise<void> {
  const { db, clock, secret, texts } = deps
  const { workspaceId, cardId, contact, locale } = card
  if (contact === null) throw noCode()
  for (const { keyOf, ...limit } of limits) {
    const { allowed, resetSeconds } = await createRateLimit({ db, clock, ...limit }).take(keyOf(card))
    if (!allowed)
      throw new DomainError('too_many', 'phone_code_often', 'Too many codes were sent.', {
        minutes: Math.ceil(resetSeconds / 60),
      })
  }
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const now = clock.now()
  await inWorkspace(db, workspaceId, (tx) =>
    sql`insert into loyalty_phone_codes (workspace_id, card_id, code_hash, sent_at, expires_at)
      values (${workspaceId}, ${cardId}, ${hashOf(secret, card, code)}, ${now.toString()}, ${now.add({ minutes: lastsMinutes }).toString()})
      on conflict (workspace_id, card_id) do update set code_hash = excluded.code_hash, sent_at = excluded.sent_at,
        expires_at = excluded.expires_at, tries = 0`.execute(tx),
  )
  const { brand, t } = await cardWords(deps, card)
  const text = t('card.phone.message', {
    code: localDigits(code, locale),
    shop: brand.name,
    minutes: lastsMinutes,
  })
  if (!(await texts.send(workspaceId, contact, text)))
    throw new DomainError('unavailable', 'phone_code_unsent', 'The text message could not be sent.')
}

const noCode = (): DomainError => new DomainError('conflict', 'phone_code_over', 'This code is over.')

/** Takes the code that was sent: once, for ten minutes and five tries. Throws phone_code_over, phone_code_wrong. */
export async function takePhoneCode({ db, clock, secret }: CardDeps, card: Card, typed: string): Promise<void> {
  const { workspaceId, cardId } = card
  const given = hashOf(secret, card, latinDigits(typed).replaceAll(/\D/g, ''))
  const isRight = await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<{ hash: Buffer }>`update loyalty_phone_codes set tries = tries + 1
      where workspace_id = ${workspaceId} and card_id = ${cardId} and tries < ${triesAtMost}
        and expires_at > ${clock.now().toString()} returning code_hash as hash`.execute(tx)
    const [row] = rows
    if (!row) return undefined
    if (!timingSafeEqual(row.hash, given)) return false
    await sql`delete from loyalty_phone_codes where workspace_id = ${workspaceId} and card_id = ${cardId}`.execute(tx)
    return true
  })
  if (isRight === undefined) throw noCode()
  if (!isRight) throw new DomainError('invalid', 'phone_code_wrong', 'This is not the code.')
}
