import { isAffix } from './currency-words.ts'
import { latinDigits } from './digits.ts'
import type { NumberFormat } from './types.ts'

/** An exact decimal: units × 10^-scale. */
export type Decimal = { units: number; scale: number }

const isDigit = (code: number) => code >= 48 && code <= 57

/**
 * Reads a number as it stands in a file: grouping, currency signs, codes and units, `-x`, `x-` and `(x)`, Persian and
 * Arabic digits. Undefined when the text is no number in this format; `12,50` is none where the comma groups thousands.
 * Digits past the fifteenth are cut when they are decimals.
 */
export function parseDecimal(text: string, format: Pick<NumberFormat, 'decimal'>): Decimal | undefined {
  const plain = latinDigits(text)
  let first = 0
  let last = plain.length - 1
  while (first <= last && !isDigit(plain.charCodeAt(first))) first++
  if (first > last) return undefined
  while (!isDigit(plain.charCodeAt(last))) last--
  let negative = false
  let scale = -1
  if (first > 0 || last < plain.length - 1) {
    const affixes = readAffixes(plain.slice(0, first), plain.slice(last + 1), format.decimal)
    if (!affixes) return undefined
    negative = affixes.negative
    if (affixes.leadingMark) scale = 0
  }
  const decimal = format.decimal.charCodeAt(0)
  const group = decimal === 46 ? 44 : 46
  let units = 0
  let digits = 0
  let run = 0
  let grouped = false
  for (let i = first; i <= last; i++) {
    const code = plain.charCodeAt(i)
    if (isDigit(code)) {
      run++
      if (units !== 0 || code !== 48) digits++
      if (digits > 15) {
        if (scale < 0) return undefined
        continue
      }
      units = units * 10 + code - 48
      if (scale >= 0) scale++
    } else if (code === decimal || code === 0x66b) {
      if (scale >= 0 || (grouped && run !== 3)) return undefined
      scale = 0
      run = 0
      grouped = false
    } else if (code === group || isGroup(code)) {
      if (scale >= 0 || run === 0 || (grouped ? run !== 3 && run !== 2 : run > 3)) return undefined
      grouped = true
      run = 0
    } else return scientific(plain)
  }
  if (grouped && run !== 3) return undefined
  return { units: negative && units !== 0 ? -units : units, scale: Math.max(0, scale) }
}

/** Spaces of all kinds, apostrophes, the Arabic thousands mark and the comma of Persian keyboards. */
const isGroup = (code: number) =>
  code === 32 ||
  code === 0xa0 ||
  code === 0x202f ||
  code === 0x2009 ||
  code === 39 ||
  code === 0x2019 ||
  code === 0x66c ||
  code === 0x60c

function readAffixes(
  before: string,
  after: string,
  decimal: string,
): { negative: boolean; leadingMark: boolean } | undefined {
  let head = before.trim()
  let tail = after.trim()
  let negative = false
  let leadingMark = false
  if (head.endsWith(decimal) && !/\p{L}\.$/u.test(head)) {
    leadingMark = true
    head = head.slice(0, -1)
  }
  if (head.includes('(') && tail.includes(')')) {
    negative = true
    head = head.replace('(', '')
    tail = tail.replace(')', '')
  }
  const minus = /[-\u2212\u2013]/
  if (minus.test(head)) {
    negative = !negative
    head = head.replace(minus, '')
  } else if (minus.test(tail) && !/^[.,][-\u2013]/.test(tail)) {
    negative = !negative
    tail = tail.replace(minus, '')
  }
  // `12.-` and `12,-` are whole amounts in German and Hungarian price lists; `12.` is 12.
  tail = tail.replace(/^[.,][-\u2013]?/, '')
  head = head.replace('+', '').replace(/[\u200e\u200f\u061c]/g, '')
  tail = tail.replace(/[\u200e\u200f\u061c]/g, '')
  return isAffix(head) && isAffix(tail) ? { negative, leadingMark } : undefined
}

function scientific(text: string): Decimal | undefined {
  const match = /^\s*([-+]?)(\d{1,15})(?:[.,](\d{1,14}))?[eE]([-+]?\d{1,2})\s*$/.exec(text)
  if (!match) return undefined
  const fraction = match[3] ?? ''
  const units = Number(`${match[2]}${fraction}`)
  const scale = fraction.length - Number(match[4])
  const whole = scale < 0 ? units * 10 ** -scale : units
  if (!Number.isSafeInteger(whole)) return undefined
  return { units: match[1] === '-' && whole !== 0 ? -whole : whole, scale: Math.max(0, scale) }
}

/** Integer minor units, rounded half away from zero, so that a refund cancels its sale exactly. */
export function parseMinor(text: string, format: Pick<NumberFormat, 'decimal'>, exponent: number): number | undefined {
  const decimal = parseDecimal(text, format)
  return decimal && toMinor(decimal, exponent)
}

/** price × quantity in minor units: multiplied exactly, rounded once. */
export function multiplyMinor(price: Decimal, quantity: Decimal, exponent: number): number | undefined {
  const units = price.units * quantity.units
  const scale = price.scale + quantity.scale
  if (Number.isSafeInteger(units)) return toMinor({ units, scale }, exponent)
  return bigToMinor(BigInt(price.units) * BigInt(quantity.units), scale, exponent)
}

export function toMinor({ units, scale }: Decimal, exponent: number): number | undefined {
  const shift = scale - exponent
  if (shift > 15) return bigToMinor(BigInt(units), scale, exponent)
  if (shift <= 0) {
    // Adding nothing makes the zero of a negative price times none a plain one.
    const minor = units * 10 ** -shift + 0
    return Number.isSafeInteger(minor) ? minor : undefined
  }
  const power = 10 ** shift
  const size = Math.abs(units)
  const rest = size % power
  const minor = (size - rest) / power + (rest * 2 >= power ? 1 : 0)
  return units < 0 && minor !== 0 ? -minor : minor
}

function bigToMinor(units: bigint, scale: number, exponent: number): number | undefined {
  const size = units < 0n ? -units : units
  const power = 10n ** BigInt(Math.max(0, scale - exponent))
  const minor = scale <= exponent ? size * 10n ** BigInt(exponent - scale) : (size * 2n + power) / (power * 2n)
  if (minor > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
  const value = Number(minor)
  return units < 0n && value !== 0 ? -value : value
}
