import type { TraitKind } from '#contract/customer-edits'
import { isDay } from './check-value.ts'

const fewChoices = 12
const enoughForChoice = 8

/** What values look like: dates, numbers, yes and no, one of a few, or text. `values` are those of different customers. */
export function guessKind(values: unknown[]): { kind: TraitKind; options: string[] } {
  const texts = values.filter((value) => typeof value !== 'object').map(String)
  const all = (fits: (text: string) => boolean): boolean => texts.length > 0 && texts.every(fits)
  if (all((text) => text === 'true' || text === 'false')) return { kind: 'boolean', options: [] }
  if (all((text) => isDay(text.slice(0, 10)) && text.length <= 24)) return { kind: 'date', options: [] }
  if (values.every((value) => typeof value === 'number') || all(isAmount)) return { kind: 'number', options: [] }
  const distinct = [...new Set(texts)]
  const repeats = texts.length >= enoughForChoice && distinct.length * 3 <= texts.length
  if (repeats && distinct.length <= fewChoices && distinct.every((text) => text.length <= 40))
    return { kind: 'choice', options: distinct.sort() }
  return { kind: 'text', options: [] }
}

// A leading zero or a plus is a code's, not a number's.
function isAmount(text: string): boolean {
  return /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text.trim())
}

/** A heading made of a name in code: `favourite_drink`, `favouriteDrink`. */
export function readableLabel(trait: string): string {
  const words = trait
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase()
  return (words.charAt(0).toUpperCase() + words.slice(1)).slice(0, 64) || trait
}
