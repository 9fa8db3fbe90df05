import { isDeepStrictEqual } from 'node:util'
import type { ImportMapping } from '#contract/imports'
import type { Look } from './look-at-file.ts'
import type { ReadingChoices } from './reading-choices.ts'

type Reading = keyof ReadingChoices | 'costIs' | 'currency'

/** Which columns show how something is read, and what is said where they do not. */
const shownBy: Record<Reading, { roles: string[]; unclear?: string }> = {
  dateFormat: { roles: ['date'], unclear: 'ambiguous_dates' },
  numberFormat: { roles: ['amount', 'price', 'cost', 'refund'], unclear: 'ambiguous_numbers' },
  quantityFormat: { roles: ['quantity'] },
  amountIs: { roles: ['order', 'amount', 'price', 'quantity'], unclear: 'totals_of_orders' },
  costIs: { roles: ['cost', 'amount', 'price', 'quantity'] },
  currency: { roles: ['amount', 'price', 'currency'] },
}
const readings = Object.keys(shownBy) as Reading[]

/** Whether a person has the file split otherwise and has not said what its new columns mean. */
export const isSplitAnew = (before: ImportMapping, given: ImportMapping): boolean =>
  before.delimiter !== given.delimiter && isDeepStrictEqual(before.columns, given.columns)

/** What was found anew, with what is said of the file as a whole and not of its columns. */
export function keepSettings({ source, timeZone, currency }: ImportMapping, found: ImportMapping): ImportMapping {
  return { ...(currency ? { currency } : {}), ...found, ...(timeZone ? { timeZone } : {}), source }
}

/**
 * What a person gave, read as it is `found` in the columns that they have pointed at otherwise than `before`. What they have decided
 * in the same step stays, and so does how dates and decimals were read where the new columns do not show it.
 */
export function followColumns(before: ImportMapping, given: ImportMapping, { mapping: found, problems }: Look) {
  const isMoved = (role: string) => before.columns[role] !== given.columns[role]
  const isTaken = (reading: Reading) => {
    const { roles, unclear } = shownBy[reading]
    if (found[reading] === undefined || given[reading] !== before[reading] || !roles.some(isMoved)) return false
    if (given[reading] === undefined || reading === 'amountIs' || reading === 'costIs') return true
    return reading !== 'currency' && !problems.some(({ reason }) => reason === unclear)
  }
  const taken = readings.filter(isTaken).map((reading) => [reading, found[reading]])
  return { ...given, ...(Object.fromEntries(taken) as Partial<ImportMapping>) }
}

/** Whether a person has it read otherwise than was assumed: then nothing of it is unclear. */
export const isDecided = (reason: string, given: ImportMapping, found: ImportMapping): boolean =>
  readings.some((reading) => shownBy[reading].unclear === reason && given[reading] !== found[reading])
