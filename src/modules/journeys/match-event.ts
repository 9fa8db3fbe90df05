import type { EventFilter, EventTest } from '#contract/journeys'

/** Whether an event of this name with these properties is meant. What is missing answers only `unknown` and `not_equal`. */
export function matchesEvent(filter: EventFilter, name: string, properties: Record<string, unknown>): boolean {
  if (filter.event !== name) return false
  return (filter.where ?? []).every(({ path, test }) => holds(test, readPath(properties, path)))
}

/** The value under a dotted path; own properties only. */
export function readPath(value: unknown, path: string): unknown {
  let now = value
  for (const name of path.split('.')) {
    if (typeof now !== 'object' || now === null || !Object.hasOwn(now, name)) return undefined
    now = (now as Record<string, unknown>)[name]
  }
  return now
}

/** The value by which runs are told apart, as text; undefined where it is none. */
export function readKey(properties: Record<string, unknown>, path: string): string | undefined {
  const value = readPath(properties, path)
  if (typeof value === 'string') return value === '' ? undefined : value.slice(0, 256)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

function holds(test: EventTest, value: unknown): boolean {
  const isKnown = value !== undefined && value !== null
  switch (test.is) {
    case 'known':
      return isKnown
    case 'unknown':
      return !isKnown
    case 'equal':
      return isSame(value, test.value)
    case 'not_equal':
      return !isSame(value, test.value)
    case 'one_of':
      return test.values.some((one) => isSame(value, one))
    case 'none_of':
      return !test.values.some((one) => isSame(value, one))
    case 'true':
    case 'false':
      return isSame(value, test.is)
    case 'contains':
      return hasText(value, test.value)
    case 'not_contains':
      return !hasText(value, test.value)
    case 'starts_with':
      return typeof value === 'string' && fold(value).startsWith(fold(test.value))
    case 'ends_with':
      return typeof value === 'string' && fold(value).endsWith(fold(test.value))
    default:
      return compare(test, value)
  }
}

const fold = (text: string): string => text.toLowerCase()
const hasText = (value: unknown, part: string): boolean => typeof value === 'string' && fold(value).includes(fold(part))

const isSame = (value: unknown, wanted: string | number | boolean): boolean =>
  value !== undefined && value !== null && typeof value !== 'object' && String(value) === String(wanted)

type NumberTest = Extract<EventTest, { is: 'between' | 'at_least' | 'more_than' | 'at_most' | 'less_than' }>

function compare(test: NumberTest, value: unknown): boolean {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN
  if (Number.isNaN(number)) return false
  if (test.is === 'between') return number >= test.from && number <= test.to
  if (test.is === 'at_least') return number >= test.value
  if (test.is === 'more_than') return number > test.value
  if (test.is === 'at_most') return number <= test.value
  return number < test.value
}
