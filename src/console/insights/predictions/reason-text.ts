import type { RiskReason } from '#contract/predictions'
import type { I18n } from '../../i18n/use-i18n.ts'

/** A reason as a sentence; money in the workspace's currency. */
export function reasonText({ t, money }: Pick<I18n, 't' | 'money'>, reason: RiskReason, currency: string): string {
  const { kind, weight: _, ...facts } = reason
  const values = Object.entries(facts).map(([name, value]) =>
    name.endsWith('Minor') ? [name.slice(0, -5), money(Number(value), currency, 'whole')] : [name, value],
  )
  return t(`predictions.reason.${kind}`, Object.fromEntries(values))
}
