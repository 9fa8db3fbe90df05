import { serviceNames } from '#contract/messaging-words'
import type { Translate } from '#platform/i18n'

/** What whoever reports of messages is called: a service by its own name. */
export function sourceName(source: string, t: Translate): string {
  const names: Partial<Record<string, string>> = serviceNames
  return names[source] ?? t(`messaging.source.${source}`)
}
