import type { TraitKind } from './customer-edits.ts'

/** How the list of customers can ask for a trait. Without zod, for the console. */
export const traitOperators = [
  'is',
  'not',
  'has',
  'more',
  'less',
  'between',
  'before',
  'after',
  'known',
  'unknown',
] as const
export type TraitOperator = (typeof traitOperators)[number]

/** Those that make sense of a kind of trait, the usual one first. */
export const operatorsOf: Record<TraitKind, readonly TraitOperator[]> = {
  text: ['is', 'not', 'has', 'known', 'unknown'],
  choice: ['is', 'not', 'known', 'unknown'],
  boolean: ['is', 'not', 'known', 'unknown'],
  number: ['more', 'less', 'between', 'is', 'not', 'known', 'unknown'],
  date: ['after', 'before', 'between', 'is', 'known', 'unknown'],
}
