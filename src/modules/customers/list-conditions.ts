import { type RawBuilder, sql } from 'kysely'
import type { CustomerSort, ListCustomersQuery } from '#contract/customers'
import type { RiskBand } from '#contract/predictions'
import { DomainError } from '#platform/errors'
import { foldText } from './profile/merge-traits.ts'
import { isBack, isLate } from './regulars.repo.ts'
import { meetsTrait, readTraitCondition } from './trait-conditions.ts'

/** So many days a return counts as news. */
export const cameBackDays = 14

/** `c` is customers, `m` customer_measures. */
export type Conditions = {
  /** what find_customers looks up; undefined when nothing of a profile is asked */
  people: { words: string[]; traits: Record<string, unknown>[][]; tags: string[] } | undefined
  /** what no index of a profile serves; undefined when nothing of the kind is asked */
  rest: RawBuilder<unknown> | undefined
  /** both, asked of one row */
  profile: RawBuilder<unknown>
  measures: RawBuilder<unknown> | undefined
  /** whoever meets `measures` has bought something */
  bought: boolean
  /** `measures` speaks of visits alone, which every sort's index tells */
  visits: boolean
  /** an index tells who meets `measures`, however few they are */
  listed: boolean
  sort: CustomerSort
}

export function readConditions(query: ListCustomersQuery, asOf: string, silenceDays: number): Conditions {
  const words = foldText(query.search ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 5)
  const conditions = query.where.map(readTraitCondition)
  const same = conditions.filter(({ operator }) => operator === 'is')
  const traits = [
    ...readTraits(query.trait),
    ...same.map(({ trait, value }) => shapes(value).map((shape) => ({ [trait]: shape }))),
  ]
  const tags = query.tag
  const asked = conditions.filter(({ operator }) => operator !== 'is')
  // Somebody who is nobody yet lacks every trait: they are not meant by "not" and "unknown".
  const rest =
    asked.length === 0 ? undefined : sql`not c.is_anonymous and ${sql.join(asked.map(meetsTrait), sql` and `)}`
  const isNarrowed = words.length + traits.length + tags.length > 0 || rest !== undefined
  const people = isNarrowed ? { words, traits, tags } : undefined
  const profile = [
    ...words.map(hasWord),
    ...traits.map((any) => sql`(${sql.join(any.map(hasTrait), sql` or `)})`),
    ...(tags.length > 0 ? [sql`c.tags && ${tags}::text[]`] : []),
    ...(rest ? [rest] : []),
  ]
  const sort = sortOf(query)
  const byRisk = query.risk && inBand(query.risk)
  const byMeasures = measureCondition(query.filter, asOf, silenceDays)
  return {
    people,
    rest,
    profile: profile.length > 0 ? sql.join(profile, sql` and `) : sql`true`,
    measures: byRisk && byMeasures ? sql`${byMeasures} and ${byRisk}` : (byRisk ?? byMeasures),
    bought: byRisk !== undefined || (query.filter !== 'all' && query.filter !== 'no_orders'),
    listed: byRisk === undefined && ['late', 'came_back'].includes(query.filter),
    visits: byRisk === undefined && ['one_time', 'regulars', 'no_orders'].includes(query.filter),
    sort,
  }
}

/** Of the band by the latest run, and not silent so long that they count as gone. */
const inBand = (band: RiskBand): RawBuilder<unknown> =>
  sql`exists (select from customer_scores s where s.workspace_id = m.workspace_id and s.customer_id = m.customer_id
    and s.band = ${band} and not s.is_gone)`

// Sorts in which everybody whom the filter leaves stands at the same place: their order is that of the measure that says so.
const oneTime = new Set<CustomerSort>(['visits', 'usual_gap', 'late', 'yearly'])

function sortOf({ filter, sort }: ListCustomersQuery): CustomerSort {
  if (filter === 'no_orders' && sort !== 'name') return 'visits'
  return filter === 'one_time' && oneTime.has(sort) ? 'visits' : sort
}

const escaped = (word: string): string => word.replace(/[\\%_]/g, '\\$&')

// As find_customers has it: with one or two letters a word is the beginning of one.
function hasWord(word: string): RawBuilder<unknown> {
  if ([...word].length > 2) return sql`c.search_text like ${`%${escaped(word)}%`}`
  const begins = `${escaped(word)}%`
  return sql`(c.search_text like ${begins} or c.search_text like ${`% ${begins}`} or c.search_text like ${`%\n${begins}`})`
}

const hasTrait = (shape: Record<string, unknown>): RawBuilder<unknown> =>
  sql`c.traits @> ${JSON.stringify(shape)}::jsonb`

function readTraits(pairs: string[]): Record<string, unknown>[][] {
  const traits = new Map<string, Record<string, unknown>[]>()
  for (const pair of pairs) {
    const at = pair.indexOf(':')
    if (at < 1) throw new DomainError('invalid', 'bad_filter', 'A trait filter is written name:value.')
    const trait = pair.slice(0, at)
    const found = shapes(pair.slice(at + 1)).map((shape) => ({ [trait]: shape }))
    traits.set(trait, [...(traits.get(trait) ?? []), ...found])
  }
  return [...traits.values()]
}

/** A filter's text may stand for a number or a boolean in the traits. */
function shapes(value: string): unknown[] {
  if (value === 'true' || value === 'false') return [value, value === 'true']
  return value.trim() !== '' && Number.isFinite(Number(value)) ? [value, Number(value)] : [value]
}

function measureCondition(
  filter: ListCustomersQuery['filter'],
  asOf: string,
  silenceDays: number,
): RawBuilder<unknown> | undefined {
  switch (filter) {
    case 'late':
      return isLate(asOf, silenceDays)
    case 'came_back':
      return isBack(asOf, cameBackDays)
    case 'one_time':
      return sql`m.visits = 1`
    case 'regulars':
      return sql`m.visits >= 4`
    case 'no_orders':
      return sql`m.visits = 0`
    default:
      return undefined
  }
}
