import type { MessageBlock } from '#contract/message-blocks'
import type { PlayKey } from '#contract/play-words'

const products = (show: 'for_you' | 'bestsellers' | 'together'): MessageBlock => ({ kind: 'products', show, limit: 3 })
const cart: MessageBlock = { kind: 'cart', limit: 8 }

/** What stands below the words of a play's messages, by their number. */
const shown: Partial<Record<PlayKey, Partial<Record<number, MessageBlock>>>> = {
  welcome: { 2: products('bestsellers') },
  abandoned_cart: { 1: cart, 2: cart, 3: cart },
  thank_you: { 2: products('together') },
  // The order that it began with.
  replenishment: { 1: cart },
  we_miss_you: { 1: products('for_you') },
  win_back_low: { 1: products('for_you') },
  win_back_medium: { 1: products('for_you') },
}

export const dataBlockOf = (key: PlayKey, message: number): MessageBlock | undefined => shown[key]?.[message]
