import { dayNumber } from '#platform/clock'
import { growingBytes, makeRoom, putText, putUuid, takeBytes } from './growing-bytes.ts'

/** Milliseconds and days from 1970 to 2000, from where PostgreSQL counts. */
const epochMs = 946_684_800_000
const epochDay = 10_957

/** Rows as PostgreSQL's binary COPY reads them, without its header and trailer. Each value is given with its column's type. */
export type CopyRows = {
  row: (columns: number) => void
  none: () => void
  uuid: (value: string) => void
  text: (value: string) => void
  json: (value: string) => void
  jsonb: (value: string) => void
  bool: (value: boolean) => void
  int2: (value: number) => void
  int4: (value: number) => void
  int8: (value: number) => void
  real: (value: number) => void
  /** Unix milliseconds */
  instant: (value: number) => void
  /** YYYY-MM-DD */
  day: (value: string) => void
  texts: (values: readonly string[]) => void
  days: (values: readonly string[]) => void
  uuids: (values: readonly string[]) => void
  int8s: (values: readonly number[]) => void
  /** Where the next value will be, counted from the last `take`: to put something else there later. */
  place: () => number
  take: () => Uint8Array<ArrayBuffer>
}

const types = { text: 25, day: 1082, uuid: 2950, int8: 20 }

export function copyRows(): CopyRows {
  const bytes = growingBytes()
  const int4 = (value: number): void => {
    makeRoom(bytes, 8)
    bytes.at = bytes.buffer.writeInt32BE(value, bytes.buffer.writeInt32BE(4, bytes.at))
  }
  const int8 = (value: number): void => {
    makeRoom(bytes, 12)
    const at = bytes.buffer.writeInt32BE(8, bytes.at)
    bytes.at = putInt64(bytes.buffer, at, value)
  }
  const written = (value: string, before: number): void => {
    makeRoom(bytes, 4 + before + value.length * 3)
    const at = bytes.at + 4 + before
    if (before === 1) bytes.buffer[at - 1] = 1
    const end = putText(bytes.buffer, at, value)
    bytes.buffer.writeInt32BE(end - at + before, bytes.at)
    bytes.at = end
  }
  // Every row begins with the same one, the workspace's; a customer's rows stand beside each other.
  const first = { value: '', bytes: new Uint8Array(16) }
  const last = { value: '', bytes: new Uint8Array(16) }
  const uuid = (value: string): void => {
    makeRoom(bytes, 20)
    const at = bytes.buffer.writeInt32BE(16, bytes.at)
    bytes.at = at + 16
    const known = value === first.value ? first : value === last.value ? last : undefined
    if (known) {
      for (let i = 0; i < 16; i++) bytes.buffer[at + i] = known.bytes[i] ?? 0
      return
    }
    putUuid(bytes, at, value)
    const kept = first.value === '' ? first : last
    kept.value = value
    for (let i = 0; i < 16; i++) kept.bytes[i] = bytes.buffer[at + i] ?? 0
  }
  const day = (value: string): void => int4(dayNumber(value) - epochDay)
  const list = <T>(type: number, values: readonly T[], write: (value: T) => void): void => {
    makeRoom(bytes, 24)
    const begin = bytes.at
    let at = begin + 4
    for (const word of values.length === 0 ? [0, 0, type] : [1, 0, type, values.length, 1]) {
      at = bytes.buffer.writeInt32BE(word, at)
    }
    bytes.at = at
    for (const value of values) write(value)
    bytes.buffer.writeInt32BE(bytes.at - begin - 4, begin)
  }
  const text = (value: string): void => written(value, 0)
  return {
    row: (columns) => {
      makeRoom(bytes, 2)
      bytes.at = bytes.buffer.writeInt16BE(columns, bytes.at)
    },
    none: () => {
      makeRoom(bytes, 4)
      bytes.at = bytes.buffer.writeInt32BE(-1, bytes.at)
    },
    uuid,
    text,
    json: text,
    // The version of the format, then the text.
    jsonb: (value) => written(value, 1),
    bool: (value) => {
      makeRoom(bytes, 5)
      bytes.at = bytes.buffer.writeUInt8(value ? 1 : 0, bytes.buffer.writeInt32BE(1, bytes.at))
    },
    int2: (value) => {
      makeRoom(bytes, 6)
      bytes.at = bytes.buffer.writeInt16BE(value, bytes.buffer.writeInt32BE(2, bytes.at))
    },
    int4,
    int8,
    real: (value) => {
      makeRoom(bytes, 8)
      bytes.at = bytes.buffer.writeFloatBE(value, bytes.buffer.writeInt32BE(4, bytes.at))
    },
    instant: (value) => int8((value - epochMs) * 1000),
    day,
    texts: (values) => list(types.text, values, text),
    days: (values) => list(types.day, values, day),
    uuids: (values) => list(types.uuid, values, uuid),
    int8s: (values) => list(types.int8, values, int8),
    place: () => bytes.at + 4,
    take: () => takeBytes(bytes),
  }
}

/** A whole number below 2⁵³, high word first; where it ends. */
export function putInt64(buffer: Buffer, at: number, value: number): number {
  const high = Math.floor(value / 2 ** 32)
  return buffer.writeUInt32BE(value - high * 2 ** 32, buffer.writeInt32BE(high, at))
}
