import type { RiskReason } from '#contract/predictions'
import { translatorFor } from '#i18n'
import { formatMoney, type Locale } from '#platform/i18n'

/** A reason in the reader's language, as a page says it. */
export function describeReason(locale: Locale, reason: RiskReason, currency: string): string {
  const translate = translatorFor(locale, 'predictions')
  const money = (minor: number) => formatMoney(minor, currency, locale, 'whole')
  const { kind, weight: _, ...values } = reason
  const amounts = Object.fromEntries(
    Object.entries(values).map(([name, value]) =>
      name.endsWith('Minor') ? [name.slice(0, -5), money(Number(value))] : [name, value],
    ),
  )
  return translate(`predictions.reason.${kind}`, amounts)
}
