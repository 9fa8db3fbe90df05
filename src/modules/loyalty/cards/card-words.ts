import type { Brand } from '#contract/brand'
import { translatorInVoice } from '#i18n'
import { brandOf } from '#modules/workspaces'
import type { Translate } from '#platform/i18n'
import type { CardDeps } from './card-deps.ts'
import type { Card } from './cards.repo.ts'

/** The business as a card shows it, and the words of the card in its voice. */
export async function cardWords(
  { db }: Pick<CardDeps, 'db'>,
  { workspaceId, locale }: Pick<Card, 'workspaceId' | 'locale'>,
): Promise<{ brand: Brand; t: Translate }> {
  const brand = await brandOf(db, workspaceId)
  return { brand, t: translatorInVoice(locale, brand.voice, 'card') }
}
