import type { MapEntry } from './parse-map.ts'
import type { Column, ImportKind, Mapping } from './types.ts'

export type MappingChoices = { kind?: ImportKind; map?: MapEntry[] }

/**
 * Finds the role of every column by its heading (eight languages, the exports of common shop systems) and by its
 * content. What a person has mapped wins. `rows` is `FileSniff.sample`. Never throws for what it cannot find: see
 * `problems` and `checkMapping`; throws unknown_column for a choice that names no column.
 */
export function guessMapping(columns: Column[], rows: string[][], choices: MappingChoices = {}): Mapping {
  throw new Error(`not built: ${columns.length} ${rows.length} ${choices.kind}`)
}
