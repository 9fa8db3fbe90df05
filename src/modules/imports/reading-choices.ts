import type { ImportMapping } from '#contract/imports'
import { DomainError } from '#platform/errors'
import type { Mapping } from './reading/index.ts'

/** How a person says that a file is to be read, where it could be read in two ways. */
export type ReadingChoices = Partial<Pick<ImportMapping, 'dateFormat' | 'numberFormat' | 'quantityFormat' | 'amountIs'>>

type Words = { dates?: string | undefined; decimal?: string | undefined; amount?: string | undefined }

/** The options of a command line that `readChoices` understands. */
export const choiceOptions = {
  dates: { type: 'string' },
  decimal: { type: 'string' },
  amount: { type: 'string' },
} as const

/** Reads `--dates dmy`, `--decimal ,` and `--amount order`. Throws bad_reading. */
export function readChoices({ dates, decimal, amount }: Words): ReadingChoices {
  const isRead =
    (dates === undefined || /^(dmy|mdy|ymd)(-persian)?$/.test(dates)) &&
    (decimal === undefined || decimal === ',' || decimal === '.') &&
    (amount === undefined || amount === 'order' || amount === 'line')
  if (!isRead)
    throw new DomainError(
      'invalid',
      'bad_reading',
      'Dates are dmy, mdy or ymd; decimals , or .; amounts order or line.',
    )
  return {
    ...(dates === undefined ? {} : { dateFormat: dates }),
    ...(decimal === undefined ? {} : { numberFormat: decimal, quantityFormat: decimal }),
    ...(amount === undefined ? {} : { amountIs: amount as 'order' | 'line' }),
  }
}

/** What a person chose over what was guessed. An order of day and month alone leaves the calendar as it was found. */
export function applyChoices(mapping: ImportMapping, choices: ReadingChoices, guess: Mapping): ImportMapping {
  const { dateFormat } = choices
  if (dateFormat === undefined || dateFormat.includes('-') || guess.date?.calendar !== 'persian')
    return { ...mapping, ...choices }
  return { ...mapping, ...choices, dateFormat: `${dateFormat}-persian` }
}

const settledBy: Record<string, keyof ReadingChoices> = {
  ambiguous_dates: 'dateFormat',
  ambiguous_numbers: 'numberFormat',
  totals_of_orders: 'amountIs',
}

/** Whether a person has said what was not clear. */
export function isSettled(reason: string, choices: ReadingChoices): boolean {
  const choice = settledBy[reason]
  return choice !== undefined && choices[choice] !== undefined
}
