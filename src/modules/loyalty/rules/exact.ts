/** Fractions of whole numbers: a factor of 1.15 is 115/100, not what floating point makes of it. */
export type Fraction = { n: bigint; d: bigint }

export type Rounding = 'floor' | 'round' | 'ceil'

export const whole = (value: number): Fraction => ({ n: BigInt(value), d: 1n })

/** A decimal as it is written, for instance 1.25; also 1e-7. */
export function fraction(value: number): Fraction {
  const [digits = '0', exponent = '0'] = String(value).split('e')
  const [before = '0', after = ''] = digits.split('.')
  const n = BigInt(before + after)
  const shift = after.length - Number(exponent)
  return shift >= 0 ? { n, d: 10n ** BigInt(shift) } : { n: n * 10n ** BigInt(-shift), d: 1n }
}

export const times = (a: Fraction, b: Fraction): Fraction => ({ n: a.n * b.n, d: a.d * b.d })
export const plus = (a: Fraction, b: Fraction): Fraction => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d })

/** `round` is half up. Denominators are positive. */
export function roundTo({ n, d }: Fraction, how: Rounding): number {
  if (how === 'round') return Number(floorDivide(2n * n + d, 2n * d))
  return Number(how === 'floor' ? floorDivide(n, d) : -floorDivide(-n, d))
}

function floorDivide(n: bigint, d: bigint): bigint {
  const quotient = n / d
  return n % d !== 0n && n < 0n ? quotient - 1n : quotient
}
