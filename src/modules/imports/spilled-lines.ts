/** The two kinds of lines in a bucket: who and when, told when it changes, and what was on the receipt. Arrays, because they are short. */
export type SpilledHead = [
  key: string,
  order: string | null,
  customer: string | null,
  email: string | null,
  phone: string | null,
  name: string | null,
  local: string,
  offset: string | null,
  currency: string,
  country: string | null,
  city: string | null,
  traits: Record<string, string> | null,
  /** of a line that gives back: its day is not that of the order */
  isBack: boolean,
]

export type SpilledLine = [
  /** s sale, r given back, x cancelled, b sold and given back */
  fate: 's' | 'r' | 'x' | 'b',
  amount: number | null,
  price: number | null,
  quantity: number | null,
  cost: number | null,
  product: string | null,
  name: string | null,
  category: string | null,
  refund: number | null,
]

/** Lines are shorter, also those that a version before has spilled. */
export const isHead = (told: SpilledHead | SpilledLine): told is SpilledHead => told.length > 9
