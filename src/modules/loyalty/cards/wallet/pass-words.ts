import { formatDay } from '#platform/i18n'
import { spellNumber } from '../card-code.ts'
import type { CardDeps } from '../card-deps.ts'
import { cardWords } from '../card-words.ts'
import { type Card, cardToken } from '../cards.repo.ts'
import { readCard } from '../read-card.ts'

/** What a pass shows, in the words of its card. */
export type PassWords = {
  shop: string
  colour: string
  programme: string
  /** the card's number, as it is scanned and as people read it */
  number: string
  spelled: string
  /** what there is: stamps or points */
  label: string
  value: string
  more: { label: string; value: string }[]
  cardUrl: string
  openLabel: string
}

export async function readPassWords(deps: CardDeps, card: Card): Promise<PassWords> {
  const { locale } = card
  const { brand, t } = await cardWords(deps, card)
  const view = await readCard(deps, card)
  const { stamps, stampsRequired, available, rewardsReady, tier, nextExpiry } = view.state
  const hasStamps = stampsRequired !== null
  const ends = nextExpiry && formatDay(nextExpiry.at, locale, 'short', view.timeZone)
  const nearest = view.rewards.find(({ missing }) => missing > 0)
  return {
    shop: brand.name,
    colour: brand.colour,
    programme: view.programmeName,
    number: card.number,
    spelled: spellNumber(card.number),
    label: view.programmeName,
    value: hasStamps
      ? t('card.stamps', { stamps, required: stampsRequired })
      : t('card.balance.points', { count: available }),
    more: [
      ...(rewardsReady > 0
        ? [{ label: t('card.rewards.title'), value: t('card.rewards.ready', { count: rewardsReady }) }]
        : []),
      ...(nearest
        ? [{ label: nearest.name, value: t('card.rewards.missing', { count: nearest.missing, cost: nearest.cost }) }]
        : []),
      ...(tier ? [{ label: t('card.wallet.tier'), value: tier }] : []),
      ...(ends && nextExpiry
        ? [{ label: t('card.wallet.ends'), value: t('card.balance.expires', { count: nextExpiry.points, day: ends }) }]
        : []),
    ],
    cardUrl: new URL(`/c/${cardToken(deps.secret, card)}`, deps.publicUrl()).href,
    openLabel: t('card.wallet.open'),
  }
}
