import type { Frequency } from '#contract/care-words'
import type { MessagePolicy, MessagePurpose, MessageReason } from '#contract/messaging'

/** Everything the decision about one message rests on. */
export type MessageFacts = {
  purpose: MessagePurpose
  address: string | null
  suppressed: 'bounced' | 'complained' | null
  consent: 'given' | 'withdrawn' | undefined
  hasLeftTopic: boolean
  frequency: Frequency | null
  quietHours: { from: string; until: string } | null
  /** where the person lives, or the shop when that is not known */
  timeZone: string
  /** useful and promotional ones that went out: on this day of theirs, on it and the six before, and the newest */
  sentToday: number
  sentThisWeek: number
  lastSentOn: string | null
}

export type Verdict =
  | { kind: 'send'; day: string }
  | { kind: 'wait'; reason: 'quiet_hours'; until: Temporal.Instant }
  | { kind: 'hold'; reason: MessageReason }

const daysBetween: Partial<Record<Frequency, number>> = { weekly: 7, monthly: 30, quarterly: 91 }

/** The contact policy: one rule above every sender. What somebody must know (transactional) passes all that is a matter of taste. */
export function judgeMessage(policy: MessagePolicy, facts: MessageFacts, now: Temporal.Instant): Verdict {
  const day = now.toZonedDateTimeISO(facts.timeZone).toPlainDate().toString()
  if (facts.address === null) return { kind: 'hold', reason: 'no_address' }
  if (facts.suppressed === 'bounced') return { kind: 'hold', reason: 'bounced' }
  if (facts.purpose === 'transactional') return { kind: 'send', day }
  const refusal = refusalOf(policy, facts)
  if (refusal) return { kind: 'hold', reason: refusal }
  const until = quietUntil([policy.quietHours, facts.quietHours], facts.timeZone, now)
  if (until) return { kind: 'wait', reason: 'quiet_hours', until }
  const crowding = crowdingOf(policy, facts, day)
  return crowding ? { kind: 'hold', reason: crowding } : { kind: 'send', day }
}

function refusalOf(policy: MessagePolicy, facts: MessageFacts): MessageReason | undefined {
  if (facts.suppressed) return facts.suppressed
  if (facts.consent === 'withdrawn') return 'unsubscribed'
  if (facts.purpose === 'promotional' && policy.consent === 'required' && facts.consent !== 'given') return 'no_consent'
  if (facts.hasLeftTopic) return 'topic_unsubscribed'
  return facts.frequency === 'never' ? 'frequency' : undefined
}

function crowdingOf(policy: MessagePolicy, facts: MessageFacts, day: string): MessageReason | undefined {
  if (policy.perDay !== null && facts.sentToday >= policy.perDay) return 'cap_day'
  if (policy.perWeek !== null && facts.sentThisWeek >= policy.perWeek) return 'cap_week'
  const apart = facts.frequency ? daysBetween[facts.frequency] : undefined
  if (apart === undefined || facts.lastSentOn === null) return undefined
  const since = Temporal.PlainDate.from(facts.lastSentOn).until(day, { largestUnit: 'days' }).days
  return since < apart ? 'frequency' : undefined
}

type QuietHours = { from: string; until: string }

/** When the quiet hours that hold now are over; undefined when none do. Local times, over midnight when `from` is the later one. */
export function quietUntil(
  all: (QuietHours | null)[],
  timeZone: string,
  now: Temporal.Instant,
): Temporal.Instant | undefined {
  const spans = all.filter((one) => one !== null)
  let at = now
  // One span may end inside another.
  for (let round = 0; round < 4; round++) {
    const span = spans.find((one) => isQuiet(one, timeZone, at))
    if (!span) break
    at = endOf(span, timeZone, at)
  }
  return Temporal.Instant.compare(at, now) > 0 ? at : undefined
}

function isQuiet({ from, until }: QuietHours, timeZone: string, at: Temporal.Instant): boolean {
  const time = at.toZonedDateTimeISO(timeZone).toPlainTime().toString().slice(0, 5)
  return from <= until ? time >= from && time < until : time >= from || time < until
}

function endOf({ until }: QuietHours, timeZone: string, at: Temporal.Instant): Temporal.Instant {
  const local = at.toZonedDateTimeISO(timeZone)
  for (const days of [0, 1, 2]) {
    const end = local.toPlainDate().add({ days }).toZonedDateTime({ timeZone, plainTime: until }).toInstant()
    if (Temporal.Instant.compare(end, at) > 0) return end
    // Of an hour that comes twice the second one counts.
    const later = local
      .toPlainDate()
      .add({ days })
      .toPlainDateTime(until)
      .toZonedDateTime(timeZone, { disambiguation: 'later' })
    if (Temporal.Instant.compare(later.toInstant(), at) > 0) return later.toInstant()
  }
  return at.add({ hours: 24 })
}
