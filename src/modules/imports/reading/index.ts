/** Reading: turns an export file of any shop into rows, and the text in its cells into dates, money and identities. */
export { checkMapping } from './check-mapping.ts'
export { guessMapping, type MappingChoices } from './guess-mapping.ts'
export { openRows, type ReadOptions } from './open-rows.ts'
export { type MapEntry, parseMap } from './parse-map.ts'
export { sniffFile } from './sniff-file.ts'
export type { LayoutChoices } from './sniff-layout.ts'
export { type RowOutcome, type TyperOptions, typeRows } from './type-rows.ts'
export type * from './types.ts'
