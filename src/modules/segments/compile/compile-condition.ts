import type { Comparison, Condition, PropertyTest, Within } from '#contract/segments'
import { DomainError } from '#platform/errors'
import { type Answer, always, combine, never } from './answer.ts'
import { nextMidnight, readMoment, readPeriod, startMs } from './calendar.ts'
import { parsePath } from './path.ts'
import { keyOfPerson, type QueryBuilder } from './query-builder.ts'
import { noDay } from './standing.ts'
import { equals, equalsText, numberOf, rawOf, testMoment, testPath } from './test-value.ts'

/** What a segment named in a condition asks for (null: a list kept by hand), and whether anybody was put on or off its list. */
export type FindDefinition = (segmentId: string) => { definition: Condition | null; isListed: boolean }

const operators = { at_least: '>=', more_than: '>', at_most: '<=', less_than: '<', exactly: '=', not: '!=' } as const
const at = 'toUnixTimestamp64Milli(occurred_at)'
/** One number, which compares faster than a pair. */
const order = `bitShiftLeft(toInt128(${at}), 64) + position`

/**
 * A condition as SQL over one row per person: `p` the profile, `e` what was folded from their events. Everything a person typed is a
 * bound parameter. Throws DomainError('invalid') for a segment that leads back to itself.
 */
export function compileCondition(q: QueryBuilder, condition: Condition, find: FindDefinition): Answer {
  return compile(q, condition, { find, above: [] })
}

/** A segment as it is: its definition and whoever was put on or off its list. */
export function compileSegment(q: QueryBuilder, segmentId: string, find: FindDefinition): Answer {
  return compileMembership(q, segmentId, { find, above: [] })
}

type Scope = { find: FindDefinition; above: string[] }

function compile(q: QueryBuilder, condition: Condition, scope: Scope): Answer {
  switch (condition.kind) {
    case 'everyone':
      return always('true')
    case 'all':
    case 'any':
    case 'none':
    case 'one':
      return compileGroup(q, condition, scope)
    case 'not': {
      const answer = compile(q, condition.of, scope)
      return { ...answer, holds: `NOT ${answer.holds}` }
    }
    case 'trait':
      return testPath(q, q.past ? traitThen(q, condition.path) : q.traits(), condition.path, condition.test)
    case 'kept':
      return compileKept(q, condition)
    case 'event':
      return compileEvent(q, condition)
    case 'message': {
      const { did, template, channel, count, within } = condition
      const where: PropertyTest[] = []
      if (template !== undefined) where.push({ path: 'template', test: { is: 'equal', value: template } })
      if (channel !== undefined) where.push({ path: 'channel', test: { is: 'equal', value: channel } })
      const event = `Message ${did.charAt(0).toUpperCase()}${did.slice(1)}`
      return compileEvent(q, { kind: 'event', event, where, count, ...(within ? { within } : {}) })
    }
    case 'event_time':
      return compileEventTime(q, condition)
    case 'last_event': {
      const { which, matches } = eventsOf(q, condition)
      const has = condition.has.map((property) => testProperty(q, property)).join(' AND ')
      return always(`(${q.fold(`argMaxIf(toUInt8(${has}), ${order}, ${matches})`, which)} = 1)`)
    }
    case 'sequence':
      return compileSequence(q, condition)
    case 'subscribed': {
      const latest = latestOf(q, ['Topic Subscribed', 'Topic Unsubscribed'], [['topic', condition.topic]], false)
      const event = q.fold(`argMaxIf(toString(event), ${order}, ${latest.matches})`, latest.which)
      return always(
        condition.mode === 'opt_in' ? `(${event} = 'Topic Subscribed')` : `(${event} != 'Topic Unsubscribed')`,
      )
    }
    case 'consent': {
      const named: [string, string][] = [['channel', condition.channel]]
      if (condition.purpose !== undefined) named.push(['purpose', condition.purpose])
      const latest = latestOf(q, ['Consent Given', 'Consent Withdrawn'], named, true)
      const event = q.fold(`argMaxIf(toString(event), ${order}, ${latest.matches})`, latest.which)
      const wanted = { given: 'Consent Given', withdrawn: 'Consent Withdrawn', none: '' }[condition.state]
      return always(`(${event} = ${q.bind(wanted, 'String')})`)
    }
    case 'in_segment':
      return compileMembership(q, condition.segmentId, scope)
    case 'random': {
      const salt = q.bind(condition.salt, 'String')
      return always(
        `(sipHash64(${salt}, p.customer_id) % 1000000 < ${q.bind(Math.round(condition.share * 1_000_000), 'UInt32')})`,
      )
    }
    case 'measure':
      return compileMeasure(q, condition)
    case 'risk':
      return always(`(${q.scores('band')} IN ${q.bind(condition.bands, 'Array(String)')})`)
    case 'score':
      return compileScore(q, condition)
    case 'would_like': {
      const value = q.bind(condition.value, 'String')
      const wanted =
        condition.what === 'category'
          ? `has(categories, ${value})`
          : `(has(products, ${value}) OR has(names, ${value}))`
      return always(
        `(p.customer IN (SELECT customer FROM next_products FINAL WHERE workspace_id = {workspace_id:UUID} AND ${wanted}))`,
      )
    }
  }
}

/** Who has no score is in none of these; of risk, as in every list of it, neither who is gone already. */
function compileScore(q: QueryBuilder, { score, count }: Extract<Condition, { kind: 'score' }>): Answer {
  const band = q.scores('band')
  const isHere = `${band} NOT IN ('', 'gone')`
  switch (score) {
    case 'risk':
      return always(`(${isHere} AND ${compareTo(q, q.scores('risk'), count)})`)
    case 'risk_rise':
      return always(`(${isHere} AND ${hasMoved(q, `${q.scores('risk')} - ${q.scores('before_risk')}`, count)})`)
    case 'alive_fall':
      return always(`(${band} != '' AND ${hasMoved(q, `${q.scores('before_alive')} - ${q.scores('alive')}`, count)})`)
    case 'clv_fall':
      return always(
        `(${band} != '' AND ${hasMoved(q, `${q.scores('before_clv_minor')} - ${q.scores('clv_minor')}`, count)})`,
      )
    case 'next_visit_later': {
      const [on, before] = [q.scores('next_visit_on'), q.scores('before_next_visit_on')]
      const isKnown = `${on} != ${noDay} AND ${before} != ${noDay}`
      return always(`(${isHere} AND ${isKnown} AND ${hasMoved(q, `${on} - ${before}`, count)})`)
    }
    case 'next_visit': {
      const on = q.scores('next_visit_on')
      return {
        holds: `(${isHere} AND ${on} != ${noDay} AND ${compareTo(q, `(${on} - ${todayOf(q)})`, count)})`,
        next: null,
        flipsAt: nextMidnight(q.now, q.zone),
      }
    }
    case 'alive':
      return always(`(${band} != '' AND ${compareTo(q, q.scores('alive'), count)})`)
    case 'clv':
    case 'clv_low':
    case 'clv_high':
      return always(`(${band} != '' AND ${compareTo(q, q.scores(`${score}_minor`), count)})`)
  }
}

/** Of whom nothing was foretold the week before, nothing has moved. */
function hasMoved(q: QueryBuilder, by: string, count: Extract<Condition, { kind: 'score' }>['count']): string {
  return `${q.scores('has_before')} AND ${compareTo(q, `(${by})`, count)}`
}

function compileGroup(q: QueryBuilder, { kind, of }: Extract<Condition, { of: Condition[] }>, scope: Scope): Answer {
  const answers = of.map((child) => compile(q, child, scope))
  const holds = answers.map((answer) => `(${answer.holds})`)
  // Nothing asked: of nothing all are true, and none.
  if (holds.length === 0) return always(kind === 'all' || kind === 'none' ? 'true' : 'false')
  if (kind === 'all') return combine(answers, `(${holds.join(' AND ')})`)
  if (kind === 'any') return combine(answers, `(${holds.join(' OR ')})`)
  if (kind === 'none') return combine(answers, `NOT (${holds.join(' OR ')})`)
  return combine(answers, `(${holds.map((sql) => `toUInt8(${sql})`).join(' + ')} = 1)`)
}

/** Who was put on the list is in, who was put off it is not, whatever the definition says; the last word counts. */
function compileMembership(q: QueryBuilder, segmentId: string, { find, above }: Scope): Answer {
  if (above.includes(segmentId))
    throw new DomainError('invalid', 'segment_in_itself', 'A segment cannot lead back to itself.', { segmentId })
  const { definition, isListed } = find(segmentId)
  // Without a list nobody's events need to be read for it.
  if (definition !== null && !isListed) return compile(q, definition, { find, above: [...above, segmentId] })
  const { which, matches } = latestOf(q, ['Segment List Changed'], [['segment_id', segmentId]], true)
  const listed = q.fold(`argMaxIf(JSONExtractString(properties, 'listed'), ${order}, ${matches})`, which)
  if (definition === null) return always(`(${listed} = 'in')`)
  const answer = compile(q, definition, { find, above: [...above, segmentId] })
  return { ...answer, holds: `if(${listed} IN ('in', 'out'), ${listed} = 'in', ${answer.holds})` }
}

type EventFilter = { event: string; where?: PropertyTest[] | undefined; whereAny?: PropertyTest[] | undefined }

/** `which` events are looked at by their name, and the `matches` among them. */
function eventsOf(
  q: QueryBuilder,
  { event, where = [], whereAny = [] }: EventFilter,
): { which: string; matches: string } {
  const name = named(q, event)
  const texts = where.flatMap(({ test }) => (test.is === 'equal' && typeof test.value === 'string' ? [test.value] : []))
  // Properties are kept as JSON.stringify writes them: where the text does not occur nothing has to be taken apart.
  const occurs = texts.map((text) => `position(properties, ${q.bind(JSON.stringify(text).slice(1, -1), 'String')}) > 0`)
  const which = both([name, ...occurs, ...q.known()])
  const every = where.map((property) => testProperty(q, property))
  const some = whereAny.map((property) => testProperty(q, property))
  const tests = [...every, ...(some.length > 0 ? [`(${some.join(' OR ')})`] : [])]
  return { which, matches: [which, ...tests].join(' AND ') }
}

function named(q: QueryBuilder, event: string): string {
  if (event === '*') return 'true'
  if (event.endsWith('*')) return `startsWith(event, ${q.bind(event.slice(0, -1), 'String')})`
  return `event = ${q.bind(event, 'String')}`
}

// A moment within one event does not move on: only whether it holds now is asked.
const testProperty = (q: QueryBuilder, { path, test }: PropertyTest): string =>
  `(${testPath(q, 'properties', path, test).holds})`

/** The last word of the program itself (`own`), or of anybody, about something named by properties. */
function latestOf(q: QueryBuilder, names: string[], properties: [string, string][], own: boolean) {
  const which = both([`event IN ${q.bind(names, 'Array(String)')}`, ...q.known()])
  const tests = properties.map(
    ([key, value]) => `JSONExtractString(properties, ${q.bind(key, 'String')}) = ${q.bind(value, 'String')}`,
  )
  return { which, matches: [which, ...(own ? [`source = 'console'`] : []), ...tests].join(' AND ') }
}

const both = (tests: string[]): string => (tests.length === 1 ? (tests[0] ?? '') : `(${tests.join(' AND ')})`)

function compareTo(q: QueryBuilder, value: string, { is, than }: Comparison): string {
  return `${value} ${operators[is]} ${q.bind(than, 'Float64')}`
}

function compileEvent(q: QueryBuilder, condition: Extract<Condition, { kind: 'event' }>): Answer {
  const found = eventsOf(q, condition)
  const window = readWindow(q, condition.within)
  const keyed = condition.key === undefined ? [] : [keyMatches(q, condition.key)]
  // What is outside the window is not even grouped.
  const which = both([found.which, ...window.tests])
  const matches = [found.matches, ...window.tests, ...keyed].join(' AND ')
  const aggregate =
    condition.sum === undefined
      ? `countIf(${matches})`
      : `sumIf(ifNull(${numberOf(rawOf(q, 'properties', parsePath(condition.sum)))}, 0), ${matches})`
  const holds = `(${compareTo(q, q.fold(aggregate, which), condition.count)})`
  if (window.spanMs === null) return { holds, next: null, flipsAt: window.flipsAt }
  // The first of the counted events to leave the window is the next thing that time can change.
  const first = q.fold(`minIf(${at}, ${matches})`, which)
  const any = q.fold(`countIf(${matches})`, which)
  return { holds, next: `if(${any} = 0, ${never}, ${first} + ${q.bind(window.spanMs, 'Int64')})`, flipsAt: null }
}

/** Another run's key, or none: then nothing matches. */
function keyMatches(q: QueryBuilder, path: string): string {
  const raw = rawOf(q, 'properties', parsePath(path))
  if (q.past?.kind === 'each') return equalsText(raw, keyOfPerson(q.bind, q.past))
  return q.key === null ? 'false' : equals(q, raw, q.key)
}

function readWindow(q: QueryBuilder, within: Within | undefined) {
  if (!within) return { tests: [], spanMs: null, flipsAt: null }
  if ('lastSeconds' in within) {
    const spanMs = Math.round(within.lastSeconds * 1000)
    return { tests: [`${at} > ${q.bind(q.now - spanMs, 'Int64')}`], spanMs, flipsAt: null }
  }
  if ('period' in within) {
    const zone = within.zone ?? q.zone
    const { from, to, flipsAt } = readPeriod(within, q.now, zone)
    const start = startMs(Temporal.PlainDate.from(from), zone)
    const end = startMs(Temporal.PlainDate.from(to).add({ days: 1 }), zone)
    return { tests: [`${at} >= ${q.bind(start, 'Int64')}`, `${at} < ${q.bind(end, 'Int64')}`], spanMs: null, flipsAt }
  }
  const bound = (text: string | undefined, operator: string): string[] =>
    text === undefined ? [] : [`${at} ${operator} ${q.bind(readMoment(text, q.zone) ?? 0, 'Int64')}`]
  return { tests: [...bound(within.from, '>='), ...bound(within.to, '<')], spanMs: null, flipsAt: null }
}

function compileEventTime(q: QueryBuilder, condition: Extract<Condition, { kind: 'event_time' }>): Answer {
  const { which, matches } = eventsOf(q, condition)
  const moment = q.fold(`${condition.which === 'first' ? 'min' : 'max'}IfOrNull(${at}, ${matches})`, which)
  return testMoment(q, moment, condition.test)
}

function compileSequence(q: QueryBuilder, { steps, withinSeconds }: Extract<Condition, { kind: 'sequence' }>): Answer {
  const found = steps.map((step) => eventsOf(q, step))
  const gap = withinSeconds === undefined ? '.*' : `(?t<=${Math.round(withinSeconds * 1000)})`
  const pattern = found.map((_, i) => `(?${i + 1})`).join(gap)
  const tests = found.map(({ matches }) => matches).join(', ')
  const which = `(${found.map((step) => step.which).join(' OR ')})`
  return always(`(${q.fold(`sequenceMatch(${q.bind(pattern, 'String')})(toUInt64(${at}), ${tests})`, which)} = 1)`)
}

/** Since when the value of today has stood: the first time it was told after anything else was. */
function compileKept(q: QueryBuilder, condition: Extract<Condition, { kind: 'kept' }>): Answer {
  const steps = parsePath(condition.path)
  const raw = rawOf(q, 'properties', steps)
  const same = equals(q, raw, condition.value)
  const which = both([`event = 'Identified'`, ...q.known()])
  const told = `${which} AND ${raw} != ''`
  const other = q.fold(`maxIf(${at}, ${told} AND NOT ${same})`, which)
  const times = q.fold(`groupArrayIf(${at}, ${told} AND ${same})`, which)
  // Of two values of one moment it was this one that stayed, where it stands today.
  const since = `arrayMin(arrayPushBack(arrayFilter(x -> x >= ${other}, ${times}), ${never}))`
  const traits = q.past ? traitThen(q, condition.path) : q.traits()
  const stands = equals(q, rawOf(q, traits, steps), condition.value)
  const now = q.bind(q.now, 'Int64')
  const tests: string[] = [stands]
  const flips: string[] = []
  const limit = (seconds: number | undefined, operator: string): void => {
    if (seconds === undefined) return
    const span = q.bind(Math.round(seconds * 1000), 'Int64')
    tests.push(`${since} + ${span} ${operator} ${now}`)
    flips.push(`if(${since} + ${span} > ${now}, ${since} + ${span}, ${never})`)
  }
  limit(condition.atLeastSeconds, '<=')
  limit(condition.lessThanSeconds, '>')
  return {
    holds: `(${tests.join(' AND ')})`,
    next: flips.length === 0 ? null : flips.length === 1 ? (flips[0] ?? null) : `least(${flips.join(', ')})`,
    flipsAt: null,
  }
}

/** The traits as far as a path needs them, as they were told by then; what no event ever told is as it is today. */
function traitThen(q: QueryBuilder, path: string): string {
  const [step] = parsePath(path)
  if (step === undefined || step === 'any' || !('key' in step)) return q.traits()
  const raw = rawOf(q, 'properties', [step])
  const ever = `event = 'Identified' AND ${raw} != ''`
  const then = q.fold(`argMaxIf(${raw}, ${order}, ${both([ever, ...q.known()])})`, `event = 'Identified'`)
  const isTold = q.fold(`countIf(${ever})`, `event = 'Identified'`)
  const told = `concat('{', ${q.bind(JSON.stringify(step.key), 'String')}, ':', ${then}, '}')`
  return `if(${then} != '', ${told}, if(${isTold} > 0, '{}', ${q.traits()}))`
}

const todayOf = (q: QueryBuilder): string =>
  `toDate(fromUnixTimestamp64Milli(${q.bind(q.now, 'Int64')}, ${q.bind(q.zone, 'String')}))`

function compileMeasure(q: QueryBuilder, { measure, count }: Extract<Condition, { kind: 'measure' }>): Answer {
  const today = todayOf(q)
  if (measure === 'days_late') {
    const r = q.rhythm()
    const late = `(${today} - ${r}.late_from + 1)`
    return {
      holds: `(${r}.known = 1 AND ${late} > 0 AND ${compareTo(q, late, count)})`,
      next: null,
      flipsAt: nextMidnight(q.now, q.zone),
    }
  }
  const t = q.totals()
  const days = (column: string): Answer => ({
    holds: `(${t}.orders > 0 AND ${compareTo(q, `(${today} - ${t}.${column})`, count)})`,
    next: null,
    flipsAt: nextMidnight(q.now, q.zone),
  })
  if (measure === 'days_since_last_order') return days('last_day')
  if (measure === 'days_since_first_order') return days('first_day')
  if (measure === 'average_order')
    return always(`(${t}.orders > 0 AND ${compareTo(q, `${t}.revenue / ${t}.orders`, count)})`)
  return always(`(${compareTo(q, `${t}.${measure}`, count)})`)
}
