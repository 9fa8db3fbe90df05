import { putDigits, readDigits } from './comma-rows.ts'
import { putInt64 } from './copy-rows.ts'

/**
 * Rows for one table, with places where a whole number counts from the block's own beginning: only when all blocks before it are
 * known is it known what they are (`settle`). Moves between threads without being copied.
 */
export type Block = {
  /** the table, for PostgreSQL with its columns in brackets */
  into: string
  engine: 'postgres' | 'clickhouse'
  rows: Uint8Array<ArrayBuffer>
  count: number
  counted: { by: string; places: Uint32Array<ArrayBuffer>; as: 'int4' | 'int8' | 'digits' }[]
}

/** Adds to every number what its counter stood at before this block. */
export function settle(block: Block, before: Record<string, number>): void {
  const bytes = Buffer.from(block.rows.buffer, block.rows.byteOffset, block.rows.byteLength)
  for (const { by, places, as } of block.counted) {
    const add = before[by] ?? 0
    for (const place of places) {
      if (as === 'int4') bytes.writeUInt32BE(bytes.readUInt32BE(place) + add, place)
      else if (as === 'int8') putInt64(bytes, place, bytes.readUInt32BE(place + 4) + add)
      else putDigits(bytes, place, readDigits(bytes, place) + add)
    }
  }
}
