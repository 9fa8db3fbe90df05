import type { TraitDefinition } from '#contract/customer-edits'
import { loyaltyTraits } from '#contract/loyalty-words'

/** Traits that every shop may have. */
export const commonTraits = ['name', 'email', 'phone', 'tags', 'birthday', 'country', 'city'] as const

const withWords: ReadonlySet<string> = new Set([...commonTraits, ...loyaltyTraits])

export function traitWord(t: (key: string) => string, trait: string): string | undefined {
  return withWords.has(trait) ? t(`segments.trait.${trait}`) : undefined
}

/** What a trait is called: as the shop named it, else in words of ours where there are some, else as the data has it. */
export function traitName(
  t: (key: string) => string,
  trait: string,
  definitions: readonly Pick<TraitDefinition, 'trait' | 'label'>[] = [],
): string {
  const own = definitions.find((definition) => definition.trait === trait)?.label
  return own ?? traitWord(t, trait) ?? trait
}

/** A trait with one of its values, as filters hold them: `country:France`. */
export function traitChoiceText(
  t: (key: string) => string,
  chosen: string,
  definitions: readonly Pick<TraitDefinition, 'trait' | 'label'>[] = [],
): string {
  const [trait = '', ...value] = chosen.split(':')
  return `${traitName(t, trait, definitions)}: ${value.join(':')}`
}
