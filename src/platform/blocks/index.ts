/** Blocks: rows in the forms that the engines take in fastest. */
export { numberArray, textArray, wordArray } from './array-bytes.ts'
export { type BinaryRows, binaryRows } from './binary-rows.ts'
export { type Block, release, settle } from './block.ts'
export { type CopyRows, copyRows } from './copy-rows.ts'
