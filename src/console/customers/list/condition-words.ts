import type { TraitDefinition } from '#contract/customer-edits'
import { type TraitOperator, traitOperators } from '#contract/trait-operators'
import type { I18n } from '../../i18n/use-i18n.ts'
import { traitText } from './trait-text.ts'
import { traitName } from './trait-words.ts'

type Kind = TraitDefinition['kind']

const written = new RegExp(`^(.+?):(${traitOperators.join('|')})(?::(.*))?$`, 's')

/** A condition as the address has it, in words: “points between 5 and 40”. What is none stays as it stands. */
export function conditionWords(text: string, definitions: readonly TraitDefinition[], i18n: I18n): string {
  const [, trait = '', operator = '', value = ''] = written.exec(text) ?? []
  if (trait === '') return text
  const kind = definitions.find((one) => one.trait === trait)?.kind
  const [from = '', to = ''] = operator === 'between' ? value.split('..') : [value]
  const shown = (one: string): string => valueText(one, kind, i18n)
  const name = traitName(i18n.t, trait, definitions)
  return i18n.t(`customers.where.told.${operator}`, { trait: name, value: shown(from), until: shown(to) })
}

export function writeCondition(trait: string, operator: TraitOperator, value: string, until: string): string {
  if (operator === 'known' || operator === 'unknown') return `${trait}:${operator}`
  return `${trait}:${operator}:${operator === 'between' ? `${value}..${until}` : value}`
}

function valueText(value: string, kind: Kind | undefined, i18n: I18n): string {
  if (/^-?\d+(?:\.\d+)?$/.test(value)) return traitText(Number(value), kind ?? 'number', i18n)
  return traitText(value, kind ?? (/^\d{4}-\d\d-\d\d$/.test(value) ? 'date' : 'text'), i18n)
}
