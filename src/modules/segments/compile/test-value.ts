import type { ValueTest } from '#contract/segments'
import { type Answer, always, never } from './answer.ts'
import { anniversariesIn, anniversaryDays, dayFromToday, nextMidnight, readMoment, readPeriod } from './calendar.ts'
import { parsePath, type Step } from './path.ts'
import type { QueryBuilder } from './query-builder.ts'

/** Tests that hold for what is not there. */
const opposite = {
  not_equal: 'equal',
  none_of: 'one_of',
  unknown: 'known',
  not_contains: 'contains',
  excludes: 'includes',
} as const

/** A test of what a path of a JSON column leads to; of several values (`[*]`) one is enough, and “not” means none of them. */
export function testPath(q: QueryBuilder, json: string, path: string, test: ValueTest): Answer {
  const negated = negate(test)
  if (negated) {
    const { holds, next, flipsAt } = testPath(q, json, path, negated)
    return { holds: `NOT ${holds}`, next, flipsAt }
  }
  const steps = parsePath(path)
  if (test.is === 'empty') return always(isEmpty(rawOf(q, json, steps)))
  if (test.is === 'not_empty') return always(`NOT ${isEmpty(rawOf(q, json, steps))}`)
  if (!steps.includes('any')) return testRaw(q, rawOf(q, json, steps), test)
  const values = rawsOf(q, json, steps)
  const { holds, next, flipsAt } = testRaw(q, 'v', test)
  return {
    holds: `arrayExists(v -> ${holds}, ${values})`,
    next: next === null ? null : `arrayReduce('min', arrayPushBack(arrayMap(v -> ${next}, ${values}), ${never}))`,
    flipsAt,
  }
}

function negate(test: ValueTest): ValueTest | undefined {
  if (!(test.is in opposite)) return undefined
  return { ...test, is: opposite[test.is as keyof typeof opposite] } as ValueTest
}

/** A test of one moment in milliseconds, for what is known of events. */
export function testMoment(q: QueryBuilder, ms: string, test: ValueTest): Answer {
  const negated = negate(test)
  if (negated) {
    const answer = testMoment(q, ms, negated)
    return { ...answer, holds: `NOT ${answer.holds}` }
  }
  if (test.is === 'known') return always(`(${ms}) IS NOT NULL`)
  return askMoment(q, ms, test) ?? always('false')
}

function testRaw(q: QueryBuilder, raw: string, test: ValueTest): Answer {
  switch (test.is) {
    case 'known':
      return always(`${raw} NOT IN ('', 'null')`)
    case 'equal':
      return always(equals(q, raw, test.value))
    case 'one_of':
      return always(`(${test.values.map((value) => equals(q, raw, value)).join(' OR ')})`)
    case 'at_least':
      return always(compare(raw, '>=', q.bind(test.value, 'Float64')))
    case 'more_than':
      return always(compare(raw, '>', q.bind(test.value, 'Float64')))
    case 'at_most':
      return always(compare(raw, '<=', q.bind(test.value, 'Float64')))
    case 'less_than':
      return always(compare(raw, '<', q.bind(test.value, 'Float64')))
    case 'between':
      return always(
        `ifNull(${numberOf(raw)} BETWEEN ${q.bind(test.from, 'Float64')} AND ${q.bind(test.to, 'Float64')}, false)`,
      )
    case 'true':
      return always(`lowerUTF8(${textOf(raw)}) IN ('true', '1')`)
    case 'false':
      return always(`lowerUTF8(${textOf(raw)}) IN ('false', '0')`)
    case 'contains':
      return always(`positionCaseInsensitiveUTF8(${scalarText(raw)}, ${q.bind(test.value, 'String')}) > 0`)
    case 'starts_with':
      return always(`startsWithUTF8(lowerUTF8(${scalarText(raw)}), lowerUTF8(${q.bind(test.value, 'String')}))`)
    case 'ends_with':
      return always(`endsWithUTF8(lowerUTF8(${scalarText(raw)}), lowerUTF8(${q.bind(test.value, 'String')}))`)
    case 'like':
      return always(`ilike(${scalarText(raw)}, ${q.bind(test.value, 'String')})`)
    case 'matches':
      return always(`(${isScalar(raw)} AND match(${textOf(raw)}, ${q.bind(test.value, 'String')}))`)
    case 'includes':
      return always(
        `(startsWith(${raw}, '[') AND arrayExists(i -> ${equals(q, 'i', test.value)}, JSONExtractArrayRaw(${raw})))`,
      )
    default:
      // A day without a time is that day wherever it is asked for.
      return askMoment(q, momentOf(q, raw, zoneOf(q, test)), test) ?? always('false')
  }
}

const zoneOf = (q: QueryBuilder, test: ValueTest): string => ('zone' in test && test.zone) || q.zone

/** Questions to a moment given in milliseconds, which may be null. */
function askMoment(q: QueryBuilder, ms: string, test: ValueTest): Answer | undefined {
  const now = q.bind(q.now, 'Int64')
  const held = (sql: string): string => `ifNull(${sql}, false)`
  const later = (sql: string): string => `ifNull(${sql}, ${never})`
  switch (test.is) {
    case 'before':
    case 'after': {
      const at = q.bind(readMoment(test.at, q.zone) ?? 0, 'Int64')
      return always(held(`(${ms}) ${test.is === 'after' ? '>' : '<'} ${at}`))
    }
    case 'within_last': {
      const span = q.bind(Math.round(test.seconds * 1000), 'Int64')
      return {
        holds: held(`(${ms}) > ${now} - ${span} AND (${ms}) <= ${now}`),
        next: later(`multiIf((${ms}) > ${now}, (${ms}), (${ms}) + ${span} > ${now}, (${ms}) + ${span}, ${never})`),
        flipsAt: null,
      }
    }
    case 'longer_ago_than': {
      const span = q.bind(Math.round(test.seconds * 1000), 'Int64')
      return {
        holds: held(`(${ms}) <= ${now} - ${span}`),
        next: later(`if((${ms}) + ${span} > ${now}, (${ms}) + ${span}, ${never})`),
        flipsAt: null,
      }
    }
    case 'within_next': {
      const span = q.bind(Math.round(test.seconds * 1000), 'Int64')
      return {
        holds: held(`(${ms}) > ${now} AND (${ms}) <= ${now} + ${span}`),
        next: later(`multiIf((${ms}) - ${span} > ${now}, (${ms}) - ${span}, (${ms}) > ${now}, (${ms}), ${never})`),
        flipsAt: null,
      }
    }
    case 'calendar': {
      const zone = zoneOf(q, test)
      const { from, to, flipsAt } = readPeriod(test, q.now, zone)
      const days = `BETWEEN ${q.bind(from, 'Date32')} AND ${q.bind(to, 'Date32')}`
      return { holds: held(`${dayOf(q, ms, zone)} ${days}`), next: null, flipsAt }
    }
    case 'days_from_today': {
      const zone = zoneOf(q, test)
      const day = q.bind(dayFromToday(test.days, q.now, zone), 'Date32')
      return { holds: held(`${dayOf(q, ms, zone)} = ${day}`), next: null, flipsAt: nextMidnight(q.now, zone) }
    }
    case 'anniversary':
    case 'anniversary_in': {
      const zone = zoneOf(q, test)
      const days =
        test.is === 'anniversary'
          ? anniversaryDays(test.from, test.to, q.now, zone)
          : anniversariesIn(test, q.now, zone)
      const day = dayOf(q, ms, zone)
      return {
        holds: held(`has(${q.bind(days, 'Array(UInt16)')}, toUInt16(toMonth(${day}) * 100 + toDayOfMonth(${day})))`),
        next: null,
        flipsAt: nextMidnight(q.now, zone),
      }
    }
    default:
      return undefined
  }
}

const keysOf = (q: QueryBuilder, steps: Step[]): string[] =>
  steps.map((step) =>
    step === 'any' ? '' : 'key' in step ? q.bind(step.key, 'String') : q.bind(step.index + 1, 'UInt32'),
  )

/** The JSON text of what a path without `[*]` leads to; empty when there is nothing. */
export function rawOf(q: QueryBuilder, json: string, steps: Step[]): string {
  const found = `JSONExtractRaw(${[json, ...keysOf(q, steps)].join(', ')})`
  const [step] = steps
  if (json !== 'properties' || steps.length !== 1 || step === undefined || step === 'any' || !('key' in step))
    return found
  // Properties are kept as JSON.stringify writes them. Where no object lies within and nothing is escaped, the name is looked for as a
  // text, which takes a fraction of taking the JSON apart.
  return `if(${isFlat}, simpleJSONExtractRaw(properties, ${q.bind(step.key, 'String')}), ${found})`
}

const isFlat = `position(properties, '{', 2) = 0 AND position(properties, '\\\\') = 0`

function rawsOf(q: QueryBuilder, json: string, steps: Step[]): string {
  let values = `[${json}]`
  let pending: Step[] = []
  for (const step of steps) {
    if (step !== 'any') {
      pending.push(step)
      continue
    }
    const at = ['x', ...keysOf(q, pending)].join(', ')
    values = `arrayFlatten(arrayMap(x -> JSONExtractArrayRaw(${at}), ${values}))`
    pending = []
  }
  if (pending.length === 0) return values
  return `arrayMap(x -> JSONExtractRaw(${['x', ...keysOf(q, pending)].join(', ')}), ${values})`
}

const textOf = (raw: string): string => `if(startsWith(${raw}, '"'), JSONExtractString(${raw}), ${raw})`
const isScalar = (raw: string): string =>
  `(${raw} NOT IN ('', 'null') AND NOT startsWith(${raw}, '[') AND NOT startsWith(${raw}, '{'))`
const scalarText = (raw: string): string => `if(${isScalar(raw)}, ${textOf(raw)}, '')`
export const numberOf = (raw: string): string => `toFloat64OrNull(${textOf(raw)})`
const compare = (raw: string, operator: string, value: string): string =>
  `ifNull(${numberOf(raw)} ${operator} ${value}, false)`
const isEmpty = (raw: string): string => `(${raw} IN ('', 'null', '""', '[]', '{}'))`

export function equals(q: QueryBuilder, raw: string, value: string | number | boolean): string {
  if (typeof value === 'number') return compare(raw, '=', q.bind(value, 'Float64'))
  if (typeof value === 'boolean') return `lowerUTF8(${textOf(raw)}) IN (${value ? "'true', '1'" : "'false', '0'"})`
  return equalsText(raw, q.bind(value, 'String'))
}

/** What is not there is not equal to an empty text. */
export const equalsText = (raw: string, text: string): string => `(${isScalar(raw)} AND ${textOf(raw)} = ${text})`

/** Milliseconds of a value that is a moment: an ISO day or time (in the zone, unless it says which), or Unix seconds or milliseconds; else null. */
function momentOf(q: QueryBuilder, raw: string, inZone: string): string {
  const text = textOf(raw)
  const zone = q.bind(inZone, 'String')
  return `multiIf(match(${text}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}'), toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull(${text}, 3, ${zone})),
    match(${text}, '^[0-9]{9,10}$'), toInt64OrNull(${text}) * 1000, match(${text}, '^[0-9]{12,13}$'), toInt64OrNull(${text}), NULL)`
}

const dayOf = (q: QueryBuilder, ms: string, zone: string): string =>
  `toDate32(fromUnixTimestamp64Milli(${ms}, ${q.bind(zone, 'String')}))`
