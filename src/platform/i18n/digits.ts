import type { Locale } from './locales.ts'

/** Persian and Arabic digits as Latin ones, as programs read them; everything else stays. */
export function latinDigits(text: string): string {
  return text.replaceAll(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
}

/** The digits of a text as this language writes them. */
export function localDigits(text: string, locale: Locale): string {
  if (locale !== 'fa') return text
  return text.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x6f0 + Number(digit)))
}
