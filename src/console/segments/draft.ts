import type { Comparison, Condition, PropertyTest, ValueTest, Within } from '#contract/segments'
import type { Calendar } from '#platform/i18n'

export type GroupKind = 'all' | 'any' | 'none'
type Leaf = Exclude<Condition, { kind: GroupKind | 'one' | 'not' }>

/** A definition while it is edited: every part has an id of its own, and what cannot be drawn is kept as it came. */
export type DraftGroup = { id: string; group: GroupKind; of: Draft[] }
export type DraftLeaf = { id: string; leaf: Leaf }
export type DraftKept = { id: string; kept: Condition }
export type Draft = DraftGroup | DraftLeaf | DraftKept

const deepest = 4
let next = 0
const newId = (): string => `c${next++}`

export function toDraft(condition: Condition): DraftGroup {
  const draft = draw(condition, 1)
  return 'group' in draft ? draft : { id: newId(), group: 'all', of: [draft] }
}

function draw(condition: Condition, depth: number): Draft {
  const id = newId()
  switch (condition.kind) {
    case 'all':
    case 'any':
    case 'none':
      if (depth > deepest) return { id, kept: condition }
      return { id, group: condition.kind, of: condition.of.map((child) => draw(child, depth + 1)) }
    case 'not':
      return depth > deepest ? { id, kept: condition } : { id, group: 'none', of: [draw(condition.of, depth + 1)] }
    case 'one':
      return { id, kept: condition }
    case 'kept':
      return { id, kept: condition }
    case 'event':
      return condition.key === undefined ? { id, leaf: condition } : { id, kept: condition }
    default:
      return { id, leaf: condition }
  }
}

export function fromDraft(draft: Draft): Condition {
  if ('group' in draft) return { kind: draft.group, of: draft.of.map(fromDraft) }
  return 'leaf' in draft ? draft.leaf : draft.kept
}

/** The conditions one can begin with, as the menu groups them. */
export const beginnings = {
  who: ['trait', 'country', 'city', 'birthday', 'tag'],
  did: ['event', 'event_never', 'event_time', 'last_event', 'sequence', 'message'],
  figures: ['orders', 'revenue', 'days_since_last_order', 'days_late', 'risk', 'score', 'would_like'],
  wants: ['consent', 'subscribed'],
  other: ['in_segment', 'random', 'group'],
} as const
export type Beginning = (typeof beginnings)[keyof typeof beginnings][number]

const day = 86_400
const order = 'Order Completed'

type Reader = { calendar: Calendar }

/** A period is of the calendar of who chooses it; the Gregorian one needs no word. */
export const ofReader = ({ calendar }: Reader): { calendar?: 'jalali' } => (calendar === 'jalali' ? { calendar } : {})

export function begin(what: Beginning, reader: Reader): Draft {
  const id = newId()
  if (what === 'group') return { id, group: 'any', of: [] }
  return { id, leaf: beginLeaf(what, reader) }
}

function beginLeaf(what: Exclude<Beginning, 'group'>, reader: Reader): Leaf {
  const once: Comparison = { is: 'at_least', than: 1 }
  const lately: Within = { lastSeconds: 90 * day }
  switch (what) {
    case 'trait':
      return { kind: 'trait', path: '', test: { is: 'equal', value: '' } }
    case 'country':
    case 'city':
      return { kind: 'trait', path: what, test: { is: 'equal', value: '' } }
    case 'birthday':
      return {
        kind: 'trait',
        path: 'birthday',
        test: { is: 'anniversary_in', period: 'this_week', ...ofReader(reader) },
      }
    case 'tag':
      return { kind: 'trait', path: 'tags', test: { is: 'includes', value: '' } }
    case 'event':
      return { kind: 'event', event: order, count: once, within: lately }
    case 'event_never':
      return { kind: 'event', event: order, count: { is: 'exactly', than: 0 }, within: lately }
    case 'event_time':
      return { kind: 'event_time', event: order, which: 'last', test: { is: 'longer_ago_than', seconds: 60 * day } }
    case 'last_event':
      return { kind: 'last_event', event: order, has: [{ path: '', test: { is: 'equal', value: '' } }] }
    case 'sequence':
      return { kind: 'sequence', steps: [{ event: 'Product Viewed' }, { event: order }], withinSeconds: 7 * day }
    case 'message':
      return { kind: 'message', did: 'opened', count: once, within: lately }
    case 'orders':
      return { kind: 'measure', measure: 'orders', count: { is: 'at_least', than: 2 } }
    case 'revenue':
      return { kind: 'measure', measure: 'revenue', count: { is: 'at_least', than: 10_000 } }
    case 'days_since_last_order':
      return { kind: 'measure', measure: what, count: { is: 'more_than', than: 60 } }
    case 'days_late':
      return { kind: 'measure', measure: what, count: { is: 'at_least', than: 1 } }
    case 'risk':
      return { kind: 'risk', bands: ['high'] }
    case 'score':
      return { kind: 'score', score: 'clv', count: { is: 'at_least', than: 10_000 } }
    case 'would_like':
      return { kind: 'would_like', what: 'product', value: '' }
    case 'consent':
      return { kind: 'consent', channel: 'email', purpose: 'marketing', state: 'given' }
    case 'subscribed':
      return { kind: 'subscribed', topic: '', mode: 'opt_in' }
    case 'in_segment':
      return { kind: 'in_segment', segmentId: '' }
    case 'random':
      return { kind: 'random', share: 0.1, salt: crypto.randomUUID().slice(0, 8) }
  }
}

export type Missing = 'empty_group' | 'value' | 'pattern' | 'order'

/** What a part still lacks before anybody can be asked; undefined when nothing. */
export function missingIn(draft: Draft): Missing | undefined {
  if ('group' in draft) return draft.of.length === 0 ? 'empty_group' : undefined
  if ('kept' in draft) return undefined
  const { leaf } = draft
  const filter = 'event' in leaf ? [leaf] : leaf.kind === 'sequence' ? leaf.steps : []
  const properties: PropertyTest[] = filter.flatMap(({ where = [], whereAny = [] }) => [...where, ...whereAny])
  if (leaf.kind === 'last_event') properties.push(...leaf.has)
  const texts = [
    ...filter.map(({ event }) => event),
    ...properties.map(({ path }) => path),
    ...(leaf.kind === 'trait' ? [leaf.path] : []),
    ...(leaf.kind === 'subscribed' ? [leaf.topic] : []),
    ...(leaf.kind === 'in_segment' ? [leaf.segmentId] : []),
    ...(leaf.kind === 'would_like' ? [leaf.value] : []),
    ...(leaf.kind === 'event' && leaf.sum !== undefined ? [leaf.sum] : []),
    ...(leaf.kind === 'risk' ? [leaf.bands.join('')] : []),
  ]
  if (texts.some((text) => text.trim() === '')) return 'value'
  const tests = [...properties.map(({ test }) => test), ...('test' in leaf ? [leaf.test] : [])]
  return tests.map(missingInTest).find((one) => one !== undefined)
}

function missingInTest(test: ValueTest): Missing | undefined {
  if ('at' in test && test.at === '') return 'value'
  if ('value' in test && test.value === '') return 'value'
  if ('values' in test && test.values.every((value) => value === '')) return 'value'
  if (test.is === 'matches' && !isPattern(test.value)) return 'pattern'
  if ((test.is === 'between' || test.is === 'anniversary') && test.from > test.to) return 'order'
  return undefined
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}

export function isComplete(draft: Draft): boolean {
  if (missingIn(draft) !== undefined) return false
  return !('group' in draft) || draft.of.every(isComplete)
}

/** The same tree with one part changed; `undefined` takes it out. */
export function replaceIn(group: DraftGroup, id: string, part: Draft | undefined): DraftGroup {
  const of = group.of.flatMap((child): Draft[] => {
    if (child.id === id) return part ? [part] : []
    return 'group' in child ? [replaceIn(child, id, part)] : [child]
  })
  return { ...group, of }
}

/** Puts a part back to its place, or adds one at the end. */
export function putInto(group: DraftGroup, groupId: string, part: Draft, at = Number.POSITIVE_INFINITY): DraftGroup {
  if (group.id === groupId) return { ...group, of: group.of.toSpliced(Math.min(at, group.of.length), 0, part) }
  return { ...group, of: group.of.map((child) => ('group' in child ? putInto(child, groupId, part, at) : child)) }
}

export const testsByKind = {
  any: ['equal', 'not_equal', 'one_of', 'none_of', 'known', 'unknown', 'empty', 'not_empty', 'true', 'false'],
  text: ['contains', 'not_contains', 'starts_with', 'ends_with', 'like', 'matches'],
  number: ['at_least', 'more_than', 'at_most', 'less_than', 'between'],
  date: [
    'within_last',
    'longer_ago_than',
    'within_next',
    'before',
    'after',
    'calendar',
    'days_from_today',
    'anniversary',
    'anniversary_in',
  ],
  list: ['includes', 'excludes'],
} as const satisfies Record<string, readonly ValueTest['is'][]>
export type TestKind = keyof typeof testsByKind

/** Another question about the same value; what was filled in is kept where it fits. */
export function changeTest(test: ValueTest, is: ValueTest['is'], reader: Reader): ValueTest {
  const value = 'value' in test ? test.value : 'values' in test ? (test.values[0] ?? '') : ''
  const amount = Number(value) || 0
  const text = String(value)
  switch (is) {
    case 'equal':
    case 'not_equal':
    case 'includes':
    case 'excludes':
      return { is, value }
    case 'one_of':
    case 'none_of':
      return { is, values: 'values' in test ? test.values : [value] }
    case 'at_least':
    case 'more_than':
    case 'at_most':
    case 'less_than':
      return { is, value: amount }
    case 'between':
      return { is, from: amount, to: amount }
    case 'contains':
    case 'not_contains':
    case 'starts_with':
    case 'ends_with':
    case 'like':
    case 'matches':
      return { is, value: text }
    case 'before':
    case 'after':
      return { is, at: 'at' in test ? test.at : '' }
    case 'within_last':
    case 'longer_ago_than':
    case 'within_next':
      return { is, seconds: 'seconds' in test ? test.seconds : 30 * day }
    case 'calendar':
    case 'anniversary_in':
      if (!('period' in test)) return { is, period: 'this_week', ...ofReader(reader) }
      return { is, period: test.period, ...(test.calendar && { calendar: test.calendar }) }
    case 'days_from_today':
      return { is, days: 7 }
    case 'anniversary':
      return { is, from: 0, to: 6 }
    default:
      return { is }
  }
}
