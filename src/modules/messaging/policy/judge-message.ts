import type { Frequency } from '#contract/care-words'
import type { MessagePolicy } from '#contract/message-policy'
import type { MessageChannel, MessagePurpose, MessageReason } from '#contract/messaging'
import { nextHour } from './best-hours.ts'
import { type QuietTimes, quietUntil } from './quiet-times.ts'

/** Everything the decision about one message by one channel rests on. */
export type MessageFacts = {
  purpose: MessagePurpose
  channel: MessageChannel
  address: string | null
  suppressed: 'bounced' | 'complained' | null
  consent: 'given' | 'withdrawn' | undefined
  /** of the template's topic: left it, or did not confirm one that must be asked for */
  topic: 'open' | 'left' | 'unconfirmed'
  frequency: Frequency | null
  quietHours: QuietTimes['hours'][number]
  /** where the person lives, or the shop when that is not known */
  timeZone: string
  /** the hour at which they mostly buy, when the message may wait for it */
  bestHour?: { hour: number; timeZone: string } | null
  /** useful and promotional ones that went out: on this day of theirs, on it and the six before, and the newest */
  sentToday: number
  sentThisWeek: number
  lastSentOn: string | null
  /** of the week's, those by this channel */
  sentByChannel: number
  /** on this day of theirs and the 29 before */
  usefulThisMonth: number
  promotionalThisMonth: number
}

export type Verdict =
  | { kind: 'send'; day: string }
  | { kind: 'wait'; reason: 'quiet_hours' | 'holiday' | 'best_hour'; until: Temporal.Instant }
  | { kind: 'hold'; reason: MessageReason }

const daysBetween: Partial<Record<Frequency, number>> = { weekly: 7, monthly: 30, quarterly: 91 }

/** Another channel may do what this one may not. */
export const ofChannelAlone: ReadonlySet<MessageReason> = new Set([
  'no_address',
  'bounced',
  'complained',
  'unsubscribed',
  'no_consent',
  'cap_channel',
  'no_channel',
])

/** The contact policy: one rule above every sender. What somebody must know (transactional) passes all that is a matter of taste. */
export function judgeMessage(policy: MessagePolicy, facts: MessageFacts, now: Temporal.Instant): Verdict {
  const day = now.toZonedDateTimeISO(facts.timeZone).toPlainDate().toString()
  if (facts.address === null) return { kind: 'hold', reason: 'no_address' }
  if (facts.suppressed === 'bounced') return { kind: 'hold', reason: 'bounced' }
  if (facts.purpose === 'transactional') return { kind: 'send', day }
  const refusal = refusalOf(policy, facts)
  if (refusal) return { kind: 'hold', reason: refusal }
  const { holidays } = policy
  const quiet = quietUntil({ hours: [policy.quietHours, facts.quietHours], holidays }, facts.timeZone, now)
  if (quiet) return { kind: 'wait', ...quiet }
  const crowding = crowdingOf(policy, facts, day)
  if (crowding) return { kind: 'hold', reason: crowding }
  const best = facts.bestHour && nextHour(facts.bestHour.hour, facts.bestHour.timeZone, now)
  // An hour that is quiet anyway is none to wait for.
  const isOpen = best && !quietUntil({ hours: [policy.quietHours, facts.quietHours], holidays }, facts.timeZone, best)
  return best && isOpen ? { kind: 'wait', reason: 'best_hour', until: best } : { kind: 'send', day }
}

function refusalOf(policy: MessagePolicy, facts: MessageFacts): MessageReason | undefined {
  if (facts.suppressed) return facts.suppressed
  if (facts.consent === 'withdrawn') return 'unsubscribed'
  if (facts.purpose === 'promotional' && policy.consent === 'required' && facts.consent !== 'given') return 'no_consent'
  if (facts.topic !== 'open') return facts.topic === 'left' ? 'topic_unsubscribed' : 'topic_unconfirmed'
  return facts.frequency === 'never' ? 'frequency' : undefined
}

function crowdingOf(policy: MessagePolicy, facts: MessageFacts, day: string): MessageReason | undefined {
  if (policy.perDay !== null && facts.sentToday >= policy.perDay) return 'cap_day'
  if (policy.perWeek !== null && facts.sentThisWeek >= policy.perWeek) return 'cap_week'
  const apart = facts.frequency ? daysBetween[facts.frequency] : undefined
  if (apart !== undefined && facts.lastSentOn !== null) {
    const since = Temporal.PlainDate.from(facts.lastSentOn).until(day, { largestUnit: 'days' }).days
    if (since < apart) return 'frequency'
  }
  if (facts.purpose === 'promotional' && isTooPromotional(policy, facts)) return 'mix'
  const cap = policy.channelCaps[facts.channel]
  return cap !== undefined && facts.sentByChannel >= cap ? 'cap_channel' : undefined
}

/** With this one; the first of a month always may, or nobody would ever get one. */
function isTooPromotional({ maxPromotional }: MessagePolicy, facts: MessageFacts): boolean {
  if (maxPromotional === null || facts.promotionalThisMonth === 0) return false
  const promotional = facts.promotionalThisMonth + 1
  return promotional * 100 > maxPromotional * (promotional + facts.usefulThisMonth)
}
