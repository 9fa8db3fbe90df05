/** Instructions of WebAssembly as bytes; what takes values takes the instructions that leave them. Locals are known by number, offsets are in bytes. */
export type Code = number[]

export const get = (local: number): Code => [0x20, local]
export const set = (local: number, value: Code): Code => [...value, 0x21, local]

export const constant = (value: number): Code => [0x41, ...signed(value)]
export const plus = (a: Code, b: Code): Code => [...a, ...b, 0x6a]
export const times = (a: Code, b: Code): Code => [...a, ...b, 0x6c]
export const isBelow = (a: Code, b: Code): Code => [...a, ...b, 0x49]
/** At least once, and again while `condition`. */
export const repeat = (body: Code, condition: Code): Code => [0x03, 0x40, ...body, ...condition, 0x0d, 0, 0x0b]

export const load32 = (address: Code): Code => [...address, 0x28, 2, 0]
export const load16 = (address: Code): Code => [...address, 0x2f, 1, 0]
export const store32 = (address: Code, value: Code): Code => [...address, ...value, 0x36, 2, 0]
export const storeDouble = (address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  0x39,
  3,
  ...leb(offset),
]
export const plusDouble = (a: Code, b: Code): Code => [...a, ...b, 0xa0]

/** Pairs of doubles. */
export const noPair: Code = [0xfd, 0x0c, ...new Array<number>(16).fill(0)]
export const loadPair = (address: Code, offset = 0): Code => [...address, 0xfd, 0x00, 3, ...leb(offset)]
export const storePair = (address: Code, value: Code): Code => [...address, ...value, 0xfd, 0x0b, 3, 0]
export const plusPair = (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xf0, 1]
export const timesPair = (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xf2, 1]
export const sumOfPair = (pair: Code): Code => plusDouble([...pair, 0xfd, 0x21, 0], [...pair, 0xfd, 0x21, 1])

/** A number as WebAssembly writes it: seven bits a byte, the lowest first. */
export function leb(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)]
}

/** The same where the highest bit is a sign; for numbers from 0 on. */
function signed(value: number): Code {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >>> 7)]
}
