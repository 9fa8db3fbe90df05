/** Blocks: rows in the forms that the engines take in fastest. */
export { numberArray, textArray, wordArray } from './array-bytes.ts'
export { type Block, settle } from './block.ts'
export { type CommaRows, commaRows } from './comma-rows.ts'
export { type CopyRows, copyRows } from './copy-rows.ts'
