import type { MessageRow } from '#contract/messaging'
import type { I18n } from '../i18n/use-i18n.ts'

const waits: readonly string[] = ['quiet_hours', 'holiday', 'best_hour']

/** Why a message waits, was held back or failed; of what the contact policy lets wait also until when. Null for none of them. */
export function reasonText({ t, day }: Pick<I18n, 't' | 'day'>, { reason, dueAt }: MessageRow): string | null {
  if (reason === null) return null
  if (dueAt === null || !waits.includes(reason)) return t(`messaging.reason.${reason}`)
  return t(`messaging.waits.${reason}`, { time: day(dueAt, 'time') })
}
