import { growingBytes, makeRoom, takeBytes } from './growing-bytes.ts'

/** How many digits a number has that is settled later. */
export const countedDigits = 14
const zero = 48
const blank = 32
const comma = 44
const quote = 34
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
    bytes.at += bytes.buffer.write(value, bytes.at, 'latin1')
    bytes.buffer[bytes.at++] = comma
  }
  return {
    plain,
    text: (value) => {
      const written = value.includes('"') ? value.replaceAll('"', '""') : value
      makeRoom(bytes, written.length * 3 + 3)
      bytes.buffer[bytes.at++] = quote
      bytes.at += bytes.buffer.write(written, bytes.at, 'utf8')
      bytes.buffer[bytes.at++] = quote
      bytes.buffer[bytes.at++] = comma
    },
    none: () => plain('\\N'),
    int: (value) => plain(String(value)),
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
      const seconds = Math.floor(value / 1000)
      plain(`${seconds}.${(value - seconds * 1000).toString().padStart(3, '0')}`)
    },
    end: () => {
      bytes.buffer[bytes.at - 1] = newline
    },
    take: () => takeBytes(bytes),
  }
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
