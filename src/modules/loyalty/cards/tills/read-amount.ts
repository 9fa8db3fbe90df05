import { mostMinor } from '#contract/loyalty-bounds'
import { DomainError } from '#platform/errors'
import { latinDigits } from '#platform/i18n'
import { minorExponent } from '#platform/money'

/** An amount as it is typed at a till, in any of our languages, as minor units. Throws amount_missing, amount_unreadable, amount_decimals, amount_large. */
export function readAmount(text: string, currency: string): number {
  const plain = latinDigits(text)
    .replaceAll(/[\s\u00a0\u202f'’]/g, '')
    .replaceAll('٬', '')
    .replaceAll('٫', '.')
  if (plain === '') throw new DomainError('invalid', 'amount_missing', 'No amount was typed.')
  const digits = minorExponent(currency)
  const match = /^(\d+|\d{1,3}(?:[.,]\d{3})+)(?:[.,](\d*))?$/.exec(plain)
  if (!match) throw new DomainError('invalid', 'amount_unreadable', 'This is not an amount.')
  const isGrouped = /[.,]\d{3}$/.test(plain) && digits < 3
  const whole = isGrouped ? plain.replaceAll(/[.,]/g, '') : (match[1] ?? '').replaceAll(/[.,]/g, '')
  const part = isGrouped ? '' : (match[2] ?? '')
  if (part.length > digits) throw new DomainError('invalid', 'amount_decimals', 'Too many decimals.', { digits })
  const minor = Number(whole) * 10 ** digits + Number(part.padEnd(digits, '0') || '0')
  if (minor === 0) throw new DomainError('invalid', 'amount_missing', 'No amount was typed.')
  if (minor > mostMinor) throw new DomainError('invalid', 'amount_large', 'This amount is too large.')
  return minor
}
