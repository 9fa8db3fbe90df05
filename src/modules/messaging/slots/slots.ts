import type { recommendedSlots } from '#contract/messaging-words'
import { formatDay, formatMoney, formatNumber, type Locale } from '#platform/i18n'
import type { Tx } from '#platform/postgres'

export type SlotProduct = {
  productId: string
  name: string
  priceMinor: number | null
  currency: string | null
  imageUrl: string | null
  url: string | null
  quantity?: number
}
export type SlotPoints = {
  balance: number
  tier: string | null
  /** the nearest reward that is still too dear, and how much is missing */
  next: { name: string; missing: number } | null
  /** what ends first; a day in the shop's zone */
  expiring: { points: number; on: string } | null
}
export type SlotVoucher = { code: string; name: string; expiresOn: string | null }
/** A question with its answers, of which each is a link: the page under `url`, with the answer behind it. */
export type SlotSurvey = {
  url: string
  /** what the first answer is called there */
  from: number
  /** the answers are words, one below the other, and no scale */
  isList: boolean
  said: Record<Locale, { question: string; answers: string[]; low: string; high: string }>
}
type Kind = (typeof recommendedSlots)[number]

/** What one person's message is filled in with. */
export type Slots = {
  products: Partial<Record<Kind, SlotProduct[]>>
  cart: SlotProduct[]
  points: SlotPoints | undefined
  vouchers: Record<string, SlotVoucher>
  surveys: Record<string, SlotSurvey>
}

/** Somebody a message is for, with what it was queued with. */
export type SlotPerson = { customerId: string; data: Record<string, unknown> }

/**
 * Where it comes from: answers of as many as were asked for, in their order. Modules that messaging knows nothing of are behind it; the
 * composition root wires them.
 */
export type SlotSources = {
  products: (tx: Tx, workspaceId: string, kind: Kind, people: SlotPerson[]) => Promise<SlotProduct[][]>
  cart: (tx: Tx, workspaceId: string, people: SlotPerson[]) => Promise<SlotProduct[][]>
  points: (tx: Tx, workspaceId: string, customerIds: string[]) => Promise<(SlotPoints | undefined)[]>
  /** Gives it out, once for a key; undefined for whoever cannot have it. */
  voucher: (
    tx: Tx,
    workspaceId: string,
    asked: { customerId: string; rewardId: string; key: string },
  ) => Promise<SlotVoucher | undefined>
  surveys: {
    /** Asks them, in their order; undefined for whoever may not be asked now. The same message again asks nothing new. */
    ask: (
      tx: Tx,
      workspaceId: string,
      surveyId: string,
      people: { messageId: string; customerId: string }[],
    ) => Promise<(SlotSurvey | undefined)[]>
    /** To look at; what is answered is not kept. */
    show: (tx: Tx, workspaceId: string, surveyId: string) => Promise<SlotSurvey | undefined>
    /** Messages that ask went out. */
    asked: (tx: Tx, workspaceId: string, messageIds: string[]) => Promise<void>
  }
}

/** As Liquid reads it, in the words of a language. */
export function shownSlots(
  { products, cart, points, vouchers, surveys }: Slots,
  locale: Locale,
): Record<string, unknown> {
  const day = (on: string | null | undefined) => (on ? formatDay(on, locale, 'long') : null)
  const number = (value: number) => formatNumber(value, locale)
  const show = ({ priceMinor, currency, imageUrl, quantity = 1, name, url }: SlotProduct) => ({
    name,
    url,
    image: imageUrl,
    price: priceMinor === null || currency === null ? null : formatMoney(priceMinor, currency, locale),
    quantity: quantity > 1 ? number(quantity) : null,
  })
  return {
    products: Object.fromEntries(Object.entries(products).map(([kind, list]) => [kind, list.map(show)])),
    cart: cart.map(show),
    points: points
      ? {
          balance: number(points.balance),
          tier: points.tier,
          reward: points.next?.name ?? null,
          missing: points.next ? number(points.next.missing) : null,
          expiring: points.expiring ? number(points.expiring.points) : null,
          expires_on: day(points.expiring?.on),
        }
      : null,
    voucher: Object.fromEntries(
      Object.entries(vouchers).map(([id, { code, name, expiresOn }]) => [
        id,
        { code, name, expires_on: day(expiresOn) },
      ]),
    ),
    survey: Object.fromEntries(Object.entries(surveys).map(([id, one]) => [id, shownSurvey(one, locale)])),
  }
}

// The page is read in the language of the message that led there.
function shownSurvey({ url, from, isList, said }: SlotSurvey, locale: Locale) {
  const { question, answers, low, high } = said[locale]
  const links = answers.map((label, i) => ({ label, url: `${url}/${from + i}?lang=${locale}` }))
  return { question, low, high, is_list: isList, url: `${url}?lang=${locale}`, answers: links }
}
