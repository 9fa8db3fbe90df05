import { putInt64 } from './copy-rows.ts'

/** From 1970 to 2000, from where PostgreSQL counts days. */
const epochDay = 10_957

const numberTypes = {
  bool: { oid: 16, bytes: 1, put: (into: Buffer, at: number, value: number) => into.writeInt8(value, at) },
  int2: { oid: 21, bytes: 2, put: (into: Buffer, at: number, value: number) => into.writeInt16BE(value, at) },
  int4: { oid: 23, bytes: 4, put: (into: Buffer, at: number, value: number) => into.writeInt32BE(value, at) },
  int8: { oid: 20, bytes: 8, put: putInt64 },
  real: { oid: 700, bytes: 4, put: (into: Buffer, at: number, value: number) => into.writeFloatBE(value, at) },
  /** days since 1970 */
  date: {
    oid: 1082,
    bytes: 4,
    put: (into: Buffer, at: number, value: number) => into.writeInt32BE(value - epochDay, at),
  },
}
const textTypes = {
  text: { oid: 25, version: [] },
  json: { oid: 114, version: [] },
  jsonb: { oid: 3802, version: [1] },
}
const headBytes = 20

/** Numbers as PostgreSQL reads an array in binary: a parameter of a statement, without a text that somebody parses. NaN and `none` are null. */
export function numberArray(
  type: keyof typeof numberTypes,
  values: ArrayLike<number>,
  none?: number,
): Uint8Array<ArrayBuffer> {
  const { oid, bytes, put } = numberTypes[type]
  const into = Buffer.allocUnsafeSlow(headBytes + values.length * (4 + bytes))
  let at = putHead(into, oid, values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (value === none || Number.isNaN(value)) {
      at = into.writeInt32BE(-1, at)
      continue
    }
    at = put(into, into.writeInt32BE(bytes, at), value)
  }
  return new Uint8Array(into.buffer, 0, at)
}

/** The same of texts, or of JSON as text. */
export function textArray(type: keyof typeof textTypes, values: readonly string[]): Uint8Array<ArrayBuffer> {
  const { oid, version } = textTypes[type]
  const longest = values.reduce((sum, value) => sum + 5 + value.length * 3, headBytes)
  const into = Buffer.allocUnsafeSlow(longest)
  let at = putHead(into, oid, values.length)
  for (const value of values) {
    const begin = at + 4
    for (const [i, byte] of version.entries()) into[begin + i] = byte
    const end = begin + version.length + into.write(value, begin + version.length, 'utf8')
    into.writeInt32BE(end - begin, at)
    at = end
  }
  return new Uint8Array(into.buffer, 0, at)
}

/** The same of codes, each as the word that it stands for. */
export function wordArray(codes: ArrayLike<number>, words: readonly string[]): Uint8Array<ArrayBuffer> {
  const longest = words.reduce((most, word) => Math.max(most, 4 + word.length * 3), 0)
  const written = words.map((word) => {
    const bytes = Buffer.from(`0000${word}`, 'utf8')
    bytes.writeInt32BE(bytes.length - 4)
    return bytes
  })
  const into = Buffer.allocUnsafeSlow(headBytes + codes.length * longest)
  let at = putHead(into, textTypes.text.oid, codes.length)
  for (let i = 0; i < codes.length; i++) {
    const word = written[codes[i] ?? 0]
    if (!word) throw new Error('A code without a word')
    for (let k = 0; k < word.length; k++) into[at++] = word[k] ?? 0
  }
  return new Uint8Array(into.buffer, 0, at)
}

/** One dimension from 1 on; it may hold nulls. An empty array has no dimension. */
function putHead(into: Buffer, oid: number, count: number): number {
  let at = 0
  for (const word of count === 0 ? [0, 0, oid] : [1, 1, oid, count, 1]) at = into.writeInt32BE(word, at)
  return at
}
