import fc from 'fast-check'
import { expect, test } from 'vitest'
import { multiplyMinor, parseDecimal, parseMinor } from './parse-numbers.ts'
import { sniffCurrencies, sniffNumbers } from './sniff-numbers.ts'

const point = { decimal: '.' } as const
const comma = { decimal: ',' } as const

const group = (digits: string, mark: string) => digits.replace(/\B(?=(\d{3})+$)/g, mark)
const persian = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit)))

const styles: { decimal: '.' | ','; grouping: string; write?: (text: string) => string }[] = [
  { decimal: '.', grouping: '' },
  { decimal: '.', grouping: ',' },
  { decimal: '.', grouping: "'" },
  { decimal: '.', grouping: '’' },
  { decimal: ',', grouping: '' },
  { decimal: ',', grouping: '.' },
  { decimal: ',', grouping: ' ' },
  { decimal: ',', grouping: '\u00a0' },
  { decimal: ',', grouping: '\u202f' },
  { decimal: '.', grouping: '٬', write: (text) => persian(text.replace('.', '٫')) },
]
const signs = [
  (text: string) => `-${text}`,
  (text: string) => `${text}-`,
  (text: string) => `(${text})`,
  (text: string) => `\u2212${text}`,
]
const money = [
  (text: string) => text,
  (text: string) => `€${text}`,
  (text: string) => `${text} Ft`,
  (text: string) => `USD ${text}`,
  (text: string) => `${text} руб.`,
  (text: string) => `${text} تومان`,
  (text: string) => ` ${text} zł `,
]

test('money reads back to the same minor units in every way of writing it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 }),
      fc.constantFrom(...styles),
      fc.constantFrom(...signs),
      fc.constantFrom(...money),
      fc.constantFrom(0, 2, 3),
      (minor, style, sign, dress, exponent) => {
        const digits = String(Math.abs(minor)).padStart(exponent + 1, '0')
        const whole = group(digits.slice(0, digits.length - exponent), style.grouping)
        const plain = exponent === 0 ? whole : `${whole}${style.decimal}${digits.slice(-exponent)}`
        const digitsOf = style.write?.(plain) ?? plain
        const written = dress(minor < 0 ? sign(digitsOf) : digitsOf)
        expect(parseMinor(written, style, exponent)).toBe(minor)
      },
    ),
    { numRuns: 2000 },
  )
})

test('price × quantity is exact and rounded once, half away from zero', () => {
  const naive = (a: bigint, scale: number, exponent: number) => {
    const power = 10n ** BigInt(Math.max(0, scale - exponent))
    const lift = 10n ** BigInt(Math.max(0, exponent - scale))
    const size = (a < 0n ? -a : a) * lift
    const rounded = size / power + ((size % power) * 2n >= power ? 1n : 0n)
    return Number(a < 0n ? -rounded : rounded) + 0
  }
  const decimal = fc.record({
    units: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
    scale: fc.integer({ min: 0, max: 6 }),
  })
  fc.assert(
    fc.property(decimal, decimal, (price, quantity) => {
      const expected = naive(BigInt(price.units) * BigInt(quantity.units), price.scale + quantity.scale, 2)
      const found = multiplyMinor(price, quantity, 2)
      expect(found).toBe(Number.isSafeInteger(expected) ? expected + 0 : undefined)
    }),
  )
  const cell = (text: string) => parseDecimal(text, point) ?? { units: 0, scale: 0 }
  expect(multiplyMinor(cell('1.005'), cell('1'), 2)).toBe(101)
  expect(multiplyMinor(cell('2.99'), cell('0.355'), 2)).toBe(106)
  expect(multiplyMinor(cell('-1.005'), cell('1'), 2)).toBe(-101)
})

test('a sale and its refund cancel out, whatever the digits behind the minor unit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: 0, max: 6 }), (units, scale) => {
      const text = `${(units / 10 ** scale).toFixed(scale)}`
      expect((parseMinor(text, point, 2) ?? 1) + (parseMinor(`-${text}`, point, 2) ?? 1)).toBe(0)
    }),
  )
})

test.each([
  ['12,50', point],
  ['1.2.3', point],
  ['A123', point],
  ['12 apples', point],
  ['', point],
  ['-', point],
  ['12-34', point],
  ['1,23,4', point],
  ['99999999999999999999', point],
  ['1.234.5', comma],
])('%j is no number there', (text, format) => {
  expect(parseDecimal(text, format)).toBeUndefined()
})

test('numbers as spreadsheets and tills write them', () => {
  expect(parseMinor('.5', point, 2)).toBe(50)
  expect(parseMinor('12.-', point, 2)).toBe(1200)
  expect(parseMinor('12,-', comma, 2)).toBe(1200)
  expect(parseMinor('1.5E+03', point, 2)).toBe(150_000)
  expect(parseMinor('19.989999999999998', point, 2)).toBe(1999)
  expect(parseMinor('$-12.00', point, 2)).toBe(-1200)
  expect(parseMinor('+7', point, 2)).toBe(700)
  expect(parseMinor('۱،۲۵۰،۰۰۰ ريال', point, 0)).toBe(1_250_000)
  expect(parseMinor('12,34,567.00', point, 2)).toBe(123_456_700)
})

test.each([
  [['1,234.56', '99.00'], '.', 'sure'],
  [['1.234,56', '99,00'], ',', 'sure'],
  [['1 234,56', '99'], ',', 'sure'],
  [["1'234.56"], '.', 'sure'],
  [['12,5', '1,250'], ',', 'sure'],
  [['1,234,567'], '.', 'sure'],
  [['1,234', '5,678'], '.', 'assumed'],
  [['1.234', '5.678'], ',', 'assumed'],
  [['0.125', '1.250'], '.', 'sure'],
  [['5', '77'], '.', 'sure'],
  [['۱٬۲۳۴٫۵۰', '۹۹'], '.', 'sure'],
] as const)('the decimal mark of %j is %j, %s', (samples, decimal, certainty) => {
  expect(sniffNumbers([...samples])).toEqual({ decimal, certainty, fits: 1 })
})

test('currencies are named by signs, codes and short names', () => {
  expect(sniffCurrencies(['€ 12', '13 €', '$5'])).toEqual(['EUR', 'USD'])
  expect(sniffCurrencies(['12 RUR', '12 руб.', 'Rp 12.000'])).toEqual(['RUB', 'IDR'])
  expect(sniffCurrencies(['$1,250.00 USD', '$5 CAD', '$6 CAD', '\u200f۱۲۵٬۰۰۰ تومان'])).toEqual(['CAD', 'USD', 'IRT'])
  expect(sniffCurrencies(['12 000 Ft', 'HUF 12', '٣٤ تومان', '12 kr', '7'])).toEqual(['HUF', 'IRT'])
})
