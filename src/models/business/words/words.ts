/** What people, places and goods are called in a language, and what things cost there. Word lists, not messages. */
export type Words = {
  cafe: string
  shop: string
  timeZone: string
  currency: string
  /** of a price in euros: prices are multiples of `step` */
  prices: { factor: number; step: number }
  phone: string
  /** MM-DD on which everything is closed */
  holidays: readonly string[]
  /** Monday first; what differs from the kind's own week */
  weekdays?: readonly number[]
  givenNames: readonly [string, ...string[]]
  familyNames: readonly [string, ...string[]]
  /** family names change with the person: “Kowalski”, “Kowalska” */
  feminine?: (familyName: string) => string
  /** how many of the given names, from the first on, are women's */
  women: number
  familyFirst?: boolean
  districts: readonly [string, ...string[]]
  /** key of a category or a good → its name */
  names: Readonly<Record<string, string>>
  passages: { newsletter: string; offer: string }
}
