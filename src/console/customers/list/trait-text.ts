import type { TraitDefinition } from '#contract/customer-edits'
import type { I18n } from '../../i18n/use-i18n.ts'
import { readableValue } from '../readable-value.ts'

/** A trait's value as people read it: days in their calendar, numbers in their digits, yes and no in words. */
export function traitText(value: unknown, kind: TraitDefinition['kind'] | undefined, { t, day, number }: I18n): string {
  if (value === true || (kind === 'boolean' && value === 'true')) return t('customers.trait.yes')
  if (value === false || (kind === 'boolean' && value === 'false')) return t('customers.trait.no')
  const isDay = kind === 'date' ? /^\d{4}-\d{2}-\d{2}/ : /^\d{4}-\d{2}-\d{2}$/
  if ((kind === undefined || kind === 'date') && typeof value === 'string' && isDay.test(value))
    return day(value.slice(0, 10))
  if (kind === 'number' && value !== null && value !== '' && Number.isFinite(Number(value)))
    return number(Number(value), 2)
  return readableValue(value)
}
