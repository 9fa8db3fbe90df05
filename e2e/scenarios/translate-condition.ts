import type { CalendarPeriod, Comparison, Condition, PropertyTest, ValueTest } from '#contract/segments'
import { allowOnly, type Node } from './scenario.ts'

/** How the format's words become those of the product; `name` finds the id of a segment that a definition names. */
export type Words = { moment: (value: unknown) => unknown; name: (segment: unknown) => string; zone?: string }

const comparisons: Record<string, Comparison['is']> = {
  gte: 'at_least',
  gt: 'more_than',
  lte: 'at_most',
  lt: 'less_than',
  eq: 'exactly',
  neq: 'not',
}

/** What is said beside the word that tells the shape of a condition. */
const shapes: Record<string, readonly string[]> = {
  and: [],
  or: [],
  none: [],
  xor: [],
  not: [],
  everyone: [],
  in_segment: [],
  not_in_segment: [],
  random_bucket: ['salt'],
  subscribed: ['mode'],
  message: ['template', 'channel', 'count', 'within_last_s', 'after', 'before'],
  last_event: ['candidates_where', 'must_have'],
  event: ['count', 'where', 'where_or', 'key', 'within_last_s', 'after', 'before'],
  keyed_event: ['count', 'where', 'where_or', 'key', 'within_last_s', 'after', 'before'],
  attr: ['op', 'value', 'tz', 'for_at_least_s', 'for_less_than_s'],
}

export function translateCondition(node: Node, words: Words): Condition {
  const shape = Object.keys(shapes).find((name) => name in node)
  if (shape === undefined) throw new Error(`unknown condition ${JSON.stringify(node)}`)
  allowOnly(shape, node, [shape, ...(shapes[shape] ?? [])])
  const many = (nodes: unknown): Condition[] => (nodes as Node[]).map((child) => translateCondition(child, words))
  if ('and' in node) return { kind: 'all', of: many(node.and) }
  if ('or' in node) return { kind: 'any', of: many(node.or) }
  if ('none' in node) return { kind: 'none', of: many(node.none) }
  if ('xor' in node) return { kind: 'one', of: many(node.xor) }
  if ('not' in node) return { kind: 'not', of: translateCondition(node.not as Node, words) }
  if ('everyone' in node) return { kind: 'everyone' }
  if ('in_segment' in node) return { kind: 'in_segment', segmentId: words.name(node.in_segment) }
  if ('not_in_segment' in node)
    return { kind: 'not', of: { kind: 'in_segment', segmentId: words.name(node.not_in_segment) } }
  if ('random_bucket' in node)
    return { kind: 'random', share: Number(node.random_bucket), salt: String(node.salt ?? '') }
  if ('subscribed' in node)
    return { kind: 'subscribed', topic: String(node.subscribed), mode: node.mode as 'opt_in' | 'opt_out' }
  if ('message' in node) return translateMessage(node, words)
  if ('last_event' in node) {
    const has = properties(node.must_have, words)
    return { kind: 'last_event', event: String(node.last_event), where: properties(node.candidates_where, words), has }
  }
  if ('event' in node || 'keyed_event' in node) return translateEvent(node, words)
  if (node.op === 'has_been') {
    return {
      kind: 'kept',
      path: String(node.attr),
      value: node.value as string,
      ...(node.for_at_least_s === undefined ? {} : { atLeastSeconds: Number(node.for_at_least_s) }),
      ...(node.for_less_than_s === undefined ? {} : { lessThanSeconds: Number(node.for_less_than_s) }),
    }
  }
  return { kind: 'trait', path: String(node.attr), test: translateTest(node, words) }
}

function translateEvent(node: Node, words: Words): Condition {
  return {
    kind: 'event',
    event: String(node.event ?? node.keyed_event),
    where: properties(node.where, words),
    whereAny: properties(node.where_or, words),
    count: comparison(node.count),
    ...windowOf(node, words),
    ...(node.key === undefined ? {} : { key: String(node.key) }),
  }
}

function translateMessage(node: Node, words: Words): Condition {
  return {
    kind: 'message',
    did: node.message as 'opened',
    count: comparison(node.count),
    ...(node.template === undefined ? {} : { template: String(node.template) }),
    ...(node.channel === undefined ? {} : { channel: String(node.channel) }),
    ...windowOf(node, words),
  }
}

function windowOf(node: Node, words: Words) {
  if (node.within_last_s !== undefined) return { within: { lastSeconds: Number(node.within_last_s) } }
  if (node.after === undefined && node.before === undefined) return {}
  const from = node.after === undefined ? {} : { from: String(words.moment(node.after)) }
  return { within: { ...from, ...(node.before === undefined ? {} : { to: String(words.moment(node.before)) }) } }
}

function comparison(count: unknown): Comparison {
  if (count === undefined) return { is: 'at_least', than: 1 }
  const { op, n } = count as { op: string; n: number }
  const is = comparisons[op]
  if (!is) throw new Error(`unknown comparison ${op}`)
  return { is, than: n }
}

function properties(nodes: unknown, words: Words): PropertyTest[] {
  for (const node of (nodes ?? []) as Node[]) allowOnly('where', node, ['attr', 'op', 'value', 'tz'])
  return ((nodes ?? []) as Node[]).map((node) => ({ path: String(node.attr), test: translateTest(node, words) }))
}

function translateTest(node: Node, words: Words): ValueTest {
  const { op } = node
  const value = words.moment(node.value)
  const zone = typeof node.tz === 'string' ? { zone: node.tz } : {}
  const text = String(value)
  switch (op) {
    case 'eq':
      return value === null ? { is: 'unknown' } : { is: 'equal', value: value as string }
    case 'neq':
      return value === null ? { is: 'known' } : { is: 'not_equal', value: value as string }
    case 'in':
      return { is: 'one_of', values: value as string[] }
    case 'not_in':
      return { is: 'none_of', values: value as string[] }
    case 'gte':
      return { is: 'at_least', value: Number(value) }
    case 'gt':
      return { is: 'more_than', value: Number(value) }
    case 'lte':
      return { is: 'at_most', value: Number(value) }
    case 'lt':
      return { is: 'less_than', value: Number(value) }
    case 'between': {
      const [from, to] = value as [number, number]
      return { is: 'between', from, to }
    }
    case 'exists':
      return { is: 'known' }
    case 'not_exists':
      return { is: 'unknown' }
    case 'empty':
      return { is: 'empty' }
    case 'not_empty':
      return { is: 'not_empty' }
    case 'is_true':
      return { is: 'true' }
    case 'is_false':
      return { is: 'false' }
    case 'contains':
      return { is: 'contains', value: text }
    case 'not_contains':
      return { is: 'not_contains', value: text }
    case 'starts_with':
      return { is: 'starts_with', value: text }
    case 'ends_with':
      return { is: 'ends_with', value: text }
    case 'like':
      return { is: 'like', value: text }
    case 'regex':
      return { is: 'matches', value: text }
    case 'includes':
      return { is: 'includes', value: value as string }
    case 'not_includes':
    case 'excludes':
      return { is: 'excludes', value: value as string }
    case 'before':
      return { is: 'before', at: text }
    case 'after':
      return { is: 'after', at: text }
    case 'within_last_s':
      return { is: 'within_last', seconds: Number(value) }
    case 'within_next_s':
      return { is: 'within_next', seconds: Number(value) }
    case 'calendar':
      return { is: 'calendar', period: value as CalendarPeriod, ...zone }
    case 'calendar_offset_days':
      return { is: 'days_from_today', days: Number(value), ...zone }
    case 'anniversary':
      return anniversary(value, zone)
    default:
      throw new Error(`unknown operator ${String(op)}`)
  }
}

function anniversary(value: unknown, zone: { zone?: string }): ValueTest {
  if (value === undefined || value === null) return { is: 'anniversary', from: 0, to: 0, ...zone }
  const days = typeof value === 'string' ? daysFromToday(value) : value
  if (typeof days === 'number') return { is: 'anniversary', from: days, to: days, ...zone }
  if (typeof value === 'string') return { is: 'anniversary_in', period: value as CalendarPeriod, ...zone }
  const { from = 0, to = from } = value as { from?: number; to?: number }
  return { is: 'anniversary', from, to, ...zone }
}

/** `+2 days`, `birthday -1 day`, `anniversary`; undefined for the name of a period. */
function daysFromToday(text: string): number | undefined {
  const found = /^(birthday|anniversary)?\s*([+-]?\d+)?(?:\s*d(?:ays?)?)?$/.exec(text)
  return found && text !== '' ? Number(found[2] ?? 0) : undefined
}
