export const limits = {
  cellChars: 64 * 1024,
  rowChars: 1024 * 1024,
  columns: 2000,
  /** Enough to see every encoding and delimiter; small enough to hold. */
  headBytes: 1024 * 1024,
  previewRows: 20,
  sampleRows: 20_000,
  sampleBytes: 24 * 1024 * 1024,
  /** A packed file may not unpack to more: a few megabytes can claim to be terabytes. */
  unpackedBytes: 64 * 1024 ** 3,
  batchRows: 2000,
}
