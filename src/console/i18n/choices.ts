import type { Locale } from '#platform/i18n'

type Choice = { value: string; label: string }

/** All time zones by their IANA names, the browser's own among them even when it is an old name. */
export function timeZoneChoices(current?: string): Choice[] {
  const own = current ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const zones = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', own])
  return [...zones].sort().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))
}

/** All currencies with their names in this language, sorted by code. */
export function currencyChoices(locale: Locale): Choice[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  return Intl.supportedValuesOf('currency').map((code) => ({
    value: code,
    label: `${code} · ${names.of(code) ?? code}`,
  }))
}
