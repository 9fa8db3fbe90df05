import { dayNumber } from '#platform/clock'
import { growingBytes, makeRoom, putText, putUuid, takeBytes } from './growing-bytes.ts'

/** Rows as ClickHouse's RowBinary reads them: the values of each in the order of the table's columns, each as its column's type. */
export type BinaryRows = {
  uuid: (value: string) => void
  text: (value: string) => void
  texts: (values: readonly string[]) => void
  uint32: (value: number) => void
  int32: (value: number) => void
  uint64: (value: number) => void
  int64: (value: number) => void
  float32: (value: number) => void
  /** Unix milliseconds, as DateTime64(3) */
  instant: (value: number) => void
  /** YYYY-MM-DD, from 1970 to 2149 */
  day: (value: string) => void
  /** The same as the days since 1970. */
  dayNumber: (value: number) => void
  /** A column that may be empty says of each value whether it is; without one nothing follows. */
  isNone: (none: boolean) => void
  /** Where the next value will be, counted from the last `take`: to put something else there later. */
  place: () => number
  take: () => Uint8Array<ArrayBuffer>
}

export function binaryRows(): BinaryRows {
  const bytes = growingBytes()
  /** Room for a value of so many bytes; where it begins. */
  const begin = (length: number): number => {
    makeRoom(bytes, length)
    const { at } = bytes
    bytes.at = at + length
    return at
  }
  const byte = (value: number): void => {
    bytes.buffer[begin(1)] = value
  }
  // The rows of a block are all of one workspace, those of a customer stand beside each other.
  const first = { value: '', words: new Uint32Array(4) }
  const last = { value: '', words: new Uint32Array(4) }
  const uuid = (value: string): void => {
    const at = begin(16)
    const { view } = bytes
    const known = value === first.value ? first : value === last.value ? last : undefined
    if (known) {
      for (let i = 0; i < 4; i++) view.setUint32(at + 4 * i, known.words[i] ?? 0, true)
      return
    }
    putUuid(bytes, at, value)
    // Two numbers of 64 bits, each with its lowest byte first.
    const words = [4, 0, 12, 8].map((place) => view.getUint32(at + place))
    const kept = first.value === '' ? first : last
    kept.value = value
    kept.words.set(words)
    for (let i = 0; i < 4; i++) view.setUint32(at + 4 * i, words[i] ?? 0, true)
  }
  const length = (value: number): void => {
    let rest = value
    for (; rest > 127; rest >>>= 7) byte((rest & 127) | 128)
    byte(rest)
  }
  const text = (value: string): void => {
    // Most are short and ASCII, so their length is known before they are written.
    makeRoom(bytes, value.length * 3 + 5)
    const at = bytes.at + lengthBytes(value.length)
    const end = putText(bytes.buffer, at, value)
    if (lengthBytes(end - at) === at - bytes.at) {
      length(end - at)
      bytes.at = end
      return
    }
    length(Buffer.byteLength(value))
    bytes.at = putText(bytes.buffer, bytes.at, value)
  }
  const uint32 = (value: number): void => {
    const at = begin(4)
    bytes.view.setUint32(at, value, true)
  }
  const int64 = (value: number): void => {
    const at = begin(8)
    putUint64(bytes.view, at, value)
  }
  const days = (value: number): void => {
    const at = begin(2)
    bytes.view.setUint16(at, value, true)
  }
  return {
    uuid,
    text,
    texts: (values) => {
      makeRoom(bytes, 5)
      length(values.length)
      for (const value of values) text(value)
    },
    uint32,
    int32: uint32,
    uint64: int64,
    int64,
    float32: (value) => {
      const at = begin(4)
      bytes.view.setFloat32(at, value, true)
    },
    instant: int64,
    day: (value) => days(dayNumber(value)),
    dayNumber: days,
    isNone: (none) => byte(none ? 1 : 0),
    place: () => bytes.at,
    take: () => takeBytes(bytes),
  }
}

const lengthBytes = (length: number): number => (length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4)

/** A whole number whose amount is below 2⁵³, lowest byte first. */
export function putUint64(view: DataView, at: number, value: number): void {
  // What is written of a number is what is left of it modulo 2³².
  view.setUint32(at, value, true)
  view.setInt32(at + 4, Math.floor(value / 2 ** 32), true)
}
