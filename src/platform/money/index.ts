/** Money is an integer of minor units with an ISO 4217 code. */
const exponents = new Map<string, number>()

/** Digits after the decimal mark on paper (ISO 4217): EUR 2, JPY 0, KWD 3. Throws a RangeError for what is not a code. */
export function minorExponent(currency: string): number {
  let exponent = exponents.get(currency)
  if (exponent === undefined) {
    // CLDR shows HUF and IRR without decimals; their minor unit still has two.
    exponent =
      currency === 'HUF' || currency === 'IRR'
        ? 2
        : (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)
    exponents.set(currency, exponent)
  }
  return exponent
}

/** ISO 4217's own word for “no currency”: amounts are plain numbers with two decimals. */
export const noCurrency = 'XXX'

const currencies = new Set([...Intl.supportedValuesOf('currency'), noCurrency])

export function isCurrency(code: string): boolean {
  return currencies.has(code)
}

export function toMajor(minor: number, currency: string): number {
  const exponent = minorExponent(currency)
  return Number((minor / 10 ** exponent).toFixed(exponent))
}

/** Rounds half away from zero, as tills do; exact for what fits a double. */
export function toMinor(major: number, currency: string): number {
  const quick = Math.abs(major) * 10 ** minorExponent(currency)
  // What comes out whole is what the digits say; else they are moved as they are written.
  if (Number.isInteger(quick)) return Math.sign(major) * quick
  const scaled = Number(`${Math.abs(major)}e${minorExponent(currency)}`)
  const whole = Number.isNaN(scaled) ? quick : scaled
  return Math.sign(major) * Math.round(whole)
}
