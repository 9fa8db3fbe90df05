import type { Condition, ValueTest } from '#contract/segments'
import type { CustomersSearch } from '../customers-search.ts'

/** The definition of those whom the list shows; undefined where a segment cannot ask the same, or nothing was asked. */
export function segmentOfSearch({
  search,
  filter = 'all',
  tag = [],
  trait = [],
  where = [],
  risk,
}: CustomersSearch): Condition | undefined {
  if (search !== undefined) return undefined
  const of: (Condition | undefined)[] = []
  if (filter === 'one_time' || filter === 'no_orders')
    of.push({ kind: 'measure', measure: 'orders', count: { is: 'exactly', than: filter === 'one_time' ? 1 : 0 } })
  else if (filter !== 'all') return undefined
  if (risk !== undefined) of.push({ kind: 'risk', bands: [risk] })
  for (const value of tag) of.push({ kind: 'trait', path: 'tags', test: { is: 'includes', value } })
  const byTrait = Map.groupBy(trait, (text) => text.slice(0, text.indexOf(':')))
  for (const [path, texts] of byTrait) {
    const values = texts.map((text) => text.slice(path.length + 1))
    const [value = ''] = values
    of.push({ kind: 'trait', path, test: values.length === 1 ? { is: 'equal', value } : { is: 'one_of', values } })
  }
  for (const text of where) of.push(conditionOf(text))
  const found = of.filter((one) => one !== undefined)
  return found.length === 0 || found.length < of.length ? undefined : { kind: 'all', of: found }
}

function conditionOf(text: string): Condition | undefined {
  const [, path, operator = '', value = ''] =
    /^(.+?):(is|not|has|more|less|between|before|after|known|unknown)(?::(.*))?$/s.exec(text) ?? []
  const test = path === undefined ? undefined : testOf(operator, value)
  return path === undefined || test === undefined ? undefined : { kind: 'trait', path, test }
}

function testOf(operator: string, value: string): ValueTest | undefined {
  const amount = Number(value)
  switch (operator) {
    case 'is':
      return { is: 'equal', value }
    case 'not':
      return { is: 'not_equal', value }
    case 'has':
      return { is: 'contains', value }
    case 'more':
      return Number.isNaN(amount) ? undefined : { is: 'more_than', value: amount }
    case 'less':
      return Number.isNaN(amount) ? undefined : { is: 'less_than', value: amount }
    case 'between': {
      const [from = Number.NaN, to = Number.NaN] = value.split('..').map(Number)
      return Number.isNaN(from + to) ? undefined : { is: 'between', from, to }
    }
    case 'known':
    case 'unknown':
      return { is: operator }
    // “before” and “after” mean whole days there.
    default:
      return undefined
  }
}
