import { type RawBuilder, sql } from 'kysely'
import { type TraitOperator, traitOperators } from '#contract/trait-operators'
import { DomainError } from '#platform/errors'
import { latinDigits } from '#platform/i18n'

/** `name:operator` or `name:operator:value`; `value` of between is `from..to`, both included. */
export type TraitCondition = { trait: string; operator: TraitOperator; value: string; until: string }

const written = new RegExp(`^(.+?):(${traitOperators.join('|')})(?::(.*))?$`, 's')
const bare: TraitOperator[] = ['known', 'unknown']
const isoDay = /^\d{4}-\d\d-\d\d$/

/** Throws bad_filter for what is no condition, or asks for a number or a day and gives none. */
export function readTraitCondition(text: string): TraitCondition {
  const [, trait = '', operator = '', given] = written.exec(text) ?? []
  const known = traitOperators.find((one) => one === operator)
  if (known === undefined || ((given ?? '') === '' && !bare.includes(known))) throw refused()
  const [value = '', until = ''] = known === 'between' ? (given ?? '').split('..') : [given ?? '']
  const condition = { trait, operator: known, value: plain(value), until: plain(until) }
  check(condition)
  return condition
}

/** What one customer `c` must meet. But for equality, which the list looks up, no index serves it but that of the sort: it is asked of one row after another. */
export function meetsTrait({ trait, operator, value, until }: TraitCondition): RawBuilder<unknown> {
  const text = sql`c.traits ->> ${trait}`
  // A day is told with or without its time; as ISO it sorts by its letters.
  const day = sql`case when ${text} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' then left(${text}, 10) end collate "C"`
  const number = sql`case when ${text} ~ '^-?[0-9]{1,15}([.][0-9]{1,9})?$' then (${text})::numeric end`
  switch (operator) {
    case 'known':
      return sql`${text} is not null`
    case 'unknown':
      return sql`${text} is null`
    case 'not':
      return sql`${text} is distinct from ${value}`
    case 'has':
      return sql`coalesce(${text} ilike ${`%${value.replace(/[\\%_]/g, '\\$&')}%`}, false)`
    case 'more':
      return sql`coalesce(${number} > ${value}::numeric, false)`
    case 'less':
      return sql`coalesce(${number} < ${value}::numeric, false)`
    case 'before':
      return sql`coalesce(${day} < ${value}, false)`
    case 'after':
      return sql`coalesce(${day} > ${value}, false)`
    case 'between':
      return isoDay.test(value)
        ? sql`coalesce(${day} between ${value} and ${until}, false)`
        : sql`coalesce(${number} between ${value}::numeric and ${until}::numeric, false)`
    default:
      return sql`${text} is not distinct from ${value}`
  }
}

function check({ operator, value, until }: TraitCondition): void {
  const isNumber = (text: string): boolean => /^-?\d{1,15}(\.\d{1,9})?$/.test(text)
  const fits = {
    more: isNumber(value),
    less: isNumber(value),
    before: isoDay.test(value),
    after: isoDay.test(value),
    between: (isNumber(value) && isNumber(until)) || (isoDay.test(value) && isoDay.test(until)),
  }[operator as 'more']
  if (fits === false) throw refused()
}

/** Digits of any language count as digits where the whole is a number or a day. */
function plain(value: string): string {
  const latin = latinDigits(value).replace('٫', '.').trim()
  return /^-?[\d.-]+$/.test(latin) ? latin : value
}

function refused(): DomainError {
  return new DomainError('invalid', 'bad_filter', 'A condition is written name:operator or name:operator:value.')
}
