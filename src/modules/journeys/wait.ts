import type { JourneyNode } from '#contract/journeys'
import type { Known } from './ask-ahead.ts'
import { dayOf, readDate } from './event-date.ts'
import { readPath } from './match-event.ts'
import { nextMoment } from './next-moment.ts'
import type { Run } from './runs.repo.ts'
import { go, type Move, type Traveller } from './walk.ts'

type Waiting = Extract<
  JourneyNode,
  { kind: 'wait' | 'wait_until' | 'wait_date' | 'wait_best_hour' | 'wait_for' | 'wait_segment' }
>

/** Begins the wait somebody came to, or ends the one they are in. What is over already is no wait. */
export function wait(now: Temporal.Instant, traveller: Traveller, node: Waiting, known: Known): Move {
  const { run } = traveller
  const awaits = node.kind === 'wait_for' || node.kind === 'wait_segment'
  if (run.waits) {
    // Who came in at the last moment belongs sooner than the event that says so is looked at.
    const happened = run.happened || known.belongs.has(run.runId)
    run.since = happened ? now.toString() : (run.wakeAt ?? now.toString())
    if (!awaits) return go(node.next, 'waited')
    return happened ? go(node.next, 'happened') : go(node.otherwise, 'timed_out')
  }
  if (awaits && (known.belongs.has(run.runId) || isEarly(run, node.id))) return go(node.next, 'happened')
  const until = untilWhen(now, traveller, node, known)
  if (until === undefined || Temporal.Instant.compare(until, now) <= 0) return go(node.next, 'waited')
  Object.assign(run, { waits: true, happened: false, wakeAt: until.toString() })
  return { wait: true }
}

/** What is waited for happened after the last wait was over, before this one was reached. */
function isEarly(run: Run, nodeId: string): boolean {
  const early = run.early[nodeId]
  return early !== undefined && Temporal.Instant.compare(early, run.since) >= 0
}

/** Undefined where there is nothing to wait for. */
export function untilWhen(
  now: Temporal.Instant,
  { run, zone, shopZone }: Pick<Traveller, 'zone' | 'shopZone'> & { run: Pick<Traveller['run'], 'runId' | 'data'> },
  node: Waiting,
  known: Pick<Known, 'dates' | 'hours'>,
): Temporal.Instant | undefined {
  switch (node.kind) {
    case 'wait_until':
      return nextMoment(now, node.at, node.zone === 'person' ? zone : shopZone, { weekdays: node.weekdays })
    case 'wait_date': {
      const { day, at } = node
      if ('date' in day) return atTime(Temporal.PlainDate.from(day.date), at, zone)
      if ('property' in day) return fromEvent(run.data, day, at, zone)
      const date = known.dates.get(run.runId)
      return date && momentOf(date, day, at, zone, now)
    }
    case 'wait_best_hour': {
      const hour = known.hours.get(run.runId) ?? Number(node.from.slice(0, 2))
      if (now.toZonedDateTimeISO(zone).hour === hour) return undefined
      return nextMoment(now, `${String(hour).padStart(2, '0')}:00`, zone)
    }
    default:
      return now.add({ seconds: node.seconds })
  }
}

type Told = Extract<Extract<Waiting, { kind: 'wait_date' }>['day'], { property: string }>

/** Counted from the date that the event brought. */
function fromEvent(data: Record<string, unknown>, day: Told, at: string, zone: string): Temporal.Instant | undefined {
  const told = readDate(readPath(data, day.property), zone)
  if (told === undefined) return undefined
  if ('days' in day) return atTime(dayOf(told).add({ days: day.days }), at, zone)
  const moment = told instanceof Temporal.PlainDate ? atTime(told, at, zone) : told.toInstant()
  return moment.add({ seconds: day.seconds })
}

const atTime = (day: Temporal.PlainDate, at: string, zone: string): Temporal.Instant =>
  day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(at) }).toInstant()

function momentOf(
  date: Temporal.PlainDate,
  { days, yearly }: { days: number; yearly: boolean },
  at: string,
  zone: string,
  now: Temporal.Instant,
): Temporal.Instant {
  if (!yearly) return atTime(date.add({ days }), at, zone)
  const { year } = now.toZonedDateTimeISO(zone)
  for (let ahead = -1; ; ahead++) {
    // The 29th of February is the 28th in other years.
    const moment = atTime(date.with({ year: year + ahead }, { overflow: 'constrain' }).add({ days }), at, zone)
    if (Temporal.Instant.compare(moment, now) >= 0) return moment
  }
}
