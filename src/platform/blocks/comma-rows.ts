import { growingBytes, makeRoom, putText, takeBytes } from './growing-bytes.ts'

/** How many digits a number has that is settled later. */
export const countedDigits = 14
const zero = 48
const minus = 45
const dot = 46
const blank = 32
const comma = 44
const quote = 34
const apostrophe = 39
const newline = 10

/** Rows as ClickHouse's CSV reads them, which skips blanks before a number: the values of each in the order of the table's columns. */
export type CommaRows = {
  /** as it stands: a UUID, a day, a code */
  plain: (value: string) => void
  /** whatever somebody may have written */
  text: (value: string) => void
  none: () => void
  int: (value: number) => void
  /** A number that is settled later; where it is. */
  counted: (value: number) => number
  /** Unix milliseconds */
  instant: (value: number) => void
  end: () => void
  take: () => Uint8Array<ArrayBuffer>
}

export function commaRows(): CommaRows {
  const bytes = growingBytes()
  const plain = (value: string): void => {
    makeRoom(bytes, value.length + 1)
    bytes.at = putText(bytes.buffer, bytes.at, value)
    bytes.buffer[bytes.at++] = comma
  }
  return {
    plain,
    text: (value) => {
      // Between apostrophes the many quotes of JSON stay as they are.
      const isPlain = !value.includes("'")
      const mark = isPlain ? apostrophe : quote
      const written = isPlain ? value : value.replaceAll('"', '""')
      makeRoom(bytes, written.length * 3 + 3)
      bytes.buffer[bytes.at++] = mark
      bytes.at = putText(bytes.buffer, bytes.at, written)
      bytes.buffer[bytes.at++] = mark
      bytes.buffer[bytes.at++] = comma
    },
    none: () => plain('\\N'),
    int: (value) => {
      makeRoom(bytes, 24)
      bytes.at = putInt(bytes.buffer, bytes.at, value)
      bytes.buffer[bytes.at++] = comma
    },
    counted: (value) => {
      makeRoom(bytes, countedDigits + 1)
      const place = bytes.at
      putDigits(bytes.buffer, place, value)
      bytes.at += countedDigits
      bytes.buffer[bytes.at++] = comma
      return place
    },
    // Seconds since 1970 with a fraction.
    instant: (value) => {
      makeRoom(bytes, 24)
      const seconds = Math.floor(value / 1000)
      const at = putInt(bytes.buffer, bytes.at, seconds)
      bytes.buffer[at] = dot
      let rest = value - seconds * 1000
      for (let place = at + 3; place > at; place--) {
        const left = Math.floor(rest / 10)
        bytes.buffer[place] = zero + rest - left * 10
        rest = left
      }
      bytes.at = at + 4
      bytes.buffer[bytes.at++] = comma
    },
    end: () => {
      bytes.buffer[bytes.at - 1] = newline
    },
    take: () => takeBytes(bytes),
  }
}

/** A whole number as it is written; where it ends. */
function putInt(buffer: Buffer, at: number, value: number): number {
  if (value < 0) {
    buffer[at] = minus
    return putInt(buffer, at + 1, -value)
  }
  let end = at + 1
  for (let more = 10; more <= value; more *= 10) end++
  let rest = value
  for (let place = end - 1; place >= at; place--) {
    const left = Math.floor(rest / 10)
    buffer[place] = zero + rest - left * 10
    rest = left
  }
  return end
}

/** Blanks, then the digits. */
export function putDigits(buffer: Buffer, place: number, value: number): void {
  let rest = value
  let at = place + countedDigits - 1
  do {
    const left = Math.floor(rest / 10)
    buffer[at--] = zero + rest - left * 10
    rest = left
  } while (rest > 0)
  while (at >= place) buffer[at--] = blank
}

export function readDigits(buffer: Buffer, place: number): number {
  let value = 0
  for (let at = place; at < place + countedDigits; at++) {
    const code = buffer[at] ?? blank
    if (code !== blank) value = value * 10 + code - zero
  }
  return value
}
