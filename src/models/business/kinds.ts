import type { BusinessKind } from './business.ts'

type Good = { key: string; price: number; weight: number; with?: Record<string, number> }

/** How a kind of business goes. Prices in euros; rates in visits a usual day. */
export type Kind = {
  categories: readonly { key: string; weight: number; goods: readonly Good[] }[]
  /** of the gamma distribution of rates: its shape (below 1: many seldom, few often) and its mean */
  rate: { shape: number; mean: number; most: number }
  /** of the gamma distribution of the rates of leaving, a day */
  leaving: { shape: number; mean: number }
  /** shapes of the intervals, drawn evenly */
  regularities: readonly [number, ...number[]]
  /** shares of people by what brings them, with their hours */
  hours: readonly { weight: number; hour: number; spread: number }[]
  opens: number
  closes: number
  weekdays: readonly number[]
  months: readonly number[]
  /** more than one thing at a time: mean of further items, before their own inclination */
  moreItems: number
  /** how often somebody takes what they always take */
  habit: number
  webShare: number
  returns: number
  cancels: number
  costShare: number
}

export const kinds: Record<BusinessKind, Kind> = {
  cafe: {
    categories: [
      {
        key: 'coffee',
        weight: 5,
        goods: [
          { key: 'espresso', price: 1.9, weight: 3 },
          { key: 'cappuccino', price: 2.9, weight: 5, with: { croissant: 0.3 } },
          { key: 'latte', price: 3.3, weight: 4, with: { cinnamon_roll: 0.25 } },
          { key: 'flat_white', price: 3.4, weight: 3 },
          { key: 'americano', price: 2.4, weight: 3 },
          { key: 'filter_coffee', price: 2.8, weight: 2, with: { cheesecake: 0.22 } },
          { key: 'iced_latte', price: 3.8, weight: 2 },
        ],
      },
      {
        key: 'tea',
        weight: 1.6,
        goods: [
          { key: 'black_tea', price: 2.3, weight: 3, with: { apple_pie: 0.3 } },
          { key: 'green_tea', price: 2.4, weight: 2 },
          { key: 'herbal_tea', price: 2.4, weight: 1.5 },
          { key: 'hot_chocolate', price: 3.2, weight: 2, with: { cookie: 0.3 } },
        ],
      },
      {
        key: 'pastry',
        weight: 2.2,
        goods: [
          { key: 'croissant', price: 2.2, weight: 4 },
          { key: 'cinnamon_roll', price: 2.6, weight: 3 },
          { key: 'cookie', price: 1.8, weight: 2 },
          { key: 'pretzel', price: 1.6, weight: 2 },
        ],
      },
      {
        key: 'cake',
        weight: 1.4,
        goods: [
          { key: 'cheesecake', price: 4.4, weight: 3 },
          { key: 'chocolate_cake', price: 4.6, weight: 3 },
          { key: 'apple_pie', price: 3.9, weight: 2 },
          { key: 'carrot_cake', price: 4.2, weight: 1.5 },
        ],
      },
      {
        key: 'lunch',
        weight: 1.6,
        goods: [
          { key: 'sandwich', price: 5.4, weight: 3, with: { lemonade: 0.35 } },
          { key: 'soup', price: 4.8, weight: 2 },
          { key: 'salad', price: 6.2, weight: 2, with: { juice: 0.35 } },
          { key: 'quiche', price: 5.1, weight: 1.5 },
        ],
      },
      {
        key: 'cold_drinks',
        weight: 1.2,
        goods: [
          { key: 'lemonade', price: 3.1, weight: 3 },
          { key: 'juice', price: 3.4, weight: 2 },
          { key: 'water', price: 1.7, weight: 2 },
        ],
      },
      {
        key: 'beans',
        weight: 0.4,
        goods: [
          { key: 'house_blend', price: 9.5, weight: 3, with: { filters: 0.4 } },
          { key: 'single_origin', price: 12.5, weight: 2, with: { filters: 0.4 } },
          { key: 'filters', price: 4.2, weight: 1 },
        ],
      },
    ],
    rate: { shape: 0.9, mean: 0.085, most: 0.95 },
    leaving: { shape: 0.7, mean: 1 / 110 },
    regularities: [1, 1, 2, 4, 8],
    hours: [
      { weight: 5, hour: 8.3, spread: 0.6 },
      { weight: 2.5, hour: 12.6, spread: 0.8 },
      { weight: 2.5, hour: 16.4, spread: 1.4 },
    ],
    opens: 7,
    closes: 20,
    weekdays: [1, 1, 1.05, 1.1, 1.2, 0.85, 0.5],
    months: [1.08, 1.05, 1.02, 1, 0.97, 0.92, 0.85, 0.82, 1, 1.06, 1.1, 1.16],
    moreItems: 0.35,
    habit: 0.55,
    webShare: 0.3,
    returns: 0.004,
    cancels: 0.01,
    costShare: 0.31,
  },
  shop: {
    categories: [
      {
        key: 'kitchen',
        weight: 3,
        goods: [
          { key: 'mug', price: 9, weight: 4 },
          { key: 'teapot', price: 29, weight: 2, with: { mug: 0.4 } },
          { key: 'chopping_board', price: 24, weight: 2, with: { knife: 0.35 } },
          { key: 'knife', price: 34, weight: 1.5 },
          { key: 'apron', price: 22, weight: 1.5 },
          { key: 'tea_towel', price: 11, weight: 3 },
        ],
      },
      {
        key: 'home',
        weight: 2.5,
        goods: [
          { key: 'candle', price: 14, weight: 4, with: { candle_holder: 0.35 } },
          { key: 'candle_holder', price: 19, weight: 2 },
          { key: 'cushion', price: 27, weight: 2 },
          { key: 'blanket', price: 49, weight: 1.5, with: { cushion: 0.3 } },
          { key: 'vase', price: 32, weight: 1.5 },
        ],
      },
      {
        key: 'paper',
        weight: 2,
        goods: [
          { key: 'notebook', price: 8, weight: 4, with: { pen: 0.4 } },
          { key: 'pen', price: 6, weight: 3 },
          { key: 'postcard', price: 2, weight: 4 },
          { key: 'calendar', price: 15, weight: 2 },
        ],
      },
      {
        key: 'children',
        weight: 1.8,
        goods: [
          { key: 'wooden_toy', price: 18, weight: 3 },
          { key: 'picture_book', price: 13, weight: 3, with: { soft_toy: 0.3 } },
          { key: 'soft_toy', price: 17, weight: 2 },
          { key: 'puzzle', price: 16, weight: 2 },
        ],
      },
      {
        key: 'bath',
        weight: 1.5,
        goods: [
          { key: 'soap', price: 6, weight: 4, with: { bath_towel: 0.25 } },
          { key: 'bath_towel', price: 23, weight: 2 },
          { key: 'bath_salt', price: 12, weight: 2 },
        ],
      },
    ],
    rate: { shape: 0.8, mean: 0.022, most: 0.4 },
    leaving: { shape: 0.6, mean: 1 / 260 },
    regularities: [1, 1, 1, 2, 3],
    hours: [
      { weight: 2, hour: 11.5, spread: 1.6 },
      { weight: 3, hour: 17, spread: 1.5 },
      { weight: 2, hour: 20, spread: 1.2 },
    ],
    opens: 9,
    closes: 22,
    weekdays: [0.9, 0.9, 0.95, 1, 1.15, 1.3, 0.7],
    months: [0.8, 0.82, 0.9, 0.95, 1, 0.92, 0.86, 0.88, 0.98, 1.05, 1.3, 1.9],
    moreItems: 1.4,
    habit: 0.15,
    webShare: 0.6,
    returns: 0.045,
    cancels: 0.02,
    costShare: 0.45,
  },
}
