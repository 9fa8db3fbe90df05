import { putUint64 } from './binary-rows.ts'
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
  counted: { by: string; places: Uint32Array<ArrayBuffer>; as: Counted }[]
}

/** PostgreSQL's numbers have their highest byte first, ClickHouse's their lowest. */
export type Counted = 'int4' | 'int8' | 'uint32' | 'uint64'

/** Adds to every number what its counter stood at before this block. */
export function settle(block: Block, before: Record<string, number>): void {
  const { buffer, byteOffset, byteLength } = block.rows
  const bytes = Buffer.from(buffer, byteOffset, byteLength)
  const view = new DataView(buffer, byteOffset, byteLength)
  for (const { by, places, as } of block.counted) {
    const add = before[by] ?? 0
    for (const place of places) {
      if (as === 'int4') view.setUint32(place, view.getUint32(place) + add)
      else if (as === 'int8') putInt64(bytes, place, view.getUint32(place + 4) + add)
      else if (as === 'uint32') view.setUint32(place, view.getUint32(place, true) + add, true)
      else putUint64(view, place, view.getUint32(place, true) + add)
    }
  }
}

/** Gives back the memory of rows that were written. Left to the collector, it would look through everything else for so many bytes. */
export function release(rows: Uint8Array<ArrayBuffer>): void {
  rows.buffer.transfer(0)
}
