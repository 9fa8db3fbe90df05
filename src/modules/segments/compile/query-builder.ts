export type QueryBuilder = {
  /** Milliseconds: the moment at which is asked. */
  now: number
  /** Where days begin and end, unless a condition says otherwise. */
  zone: string
  /** The key of the run that asks; events of other keys do not count. */
  key: string | null
  /** Asked as of a moment that is over; null: as of now. */
  past: Past | null
  /** What an event must also satisfy to count: nothing, except in the past. */
  known: () => string[]
  currency: string
  /** A value as a bound parameter. */
  bind: (value: unknown, type: string) => string
  /** An aggregate over a person's events, as a column of the person. */
  fold: (aggregate: string, events: string) => string
  /** The person's traits as JSON. */
  traits: () => string
  /** Sums of the person's orders, in the workspace's currency. */
  totals: () => string
  /** A column of the person's latest scores. */
  scores: (column: ScoreColumn) => string
  /** The person's own rhythm: when they are late. */
  rhythm: () => string
  parts: () => Parts
}

type Figure = 'risk' | 'alive' | 'clv_minor' | 'clv_low_minor' | 'clv_high_minor' | 'next_visit_on'

/**
 * `next_visit_on` is `noDay` where none is to be expected. `before_…` is what was foretold the week before, and means something
 * only where `has_before` is 1.
 */
export type ScoreColumn = 'band' | Figure | 'has_before' | `before_${Figure}`

export type Parts = {
  params: Record<string, unknown>
  folds: { alias: string; sql: string }[]
  /** which events are looked at; none = no events are needed */
  events: string[]
  traits: boolean
  totals: boolean
  scores: ScoreColumn[]
  rhythm: boolean
}

/**
 * `everybody`: as of `now`. `each`: for every id of the people asked (they and whoever was joined to them) the moment in milliseconds
 * and the key of their run; `now` is then the latest of these, from which windows and calendars are counted.
 */
export type Past = { kind: 'everybody' } | { kind: 'each'; ids: string[]; moments: number[]; keys: string[] }

export type Context = Pick<QueryBuilder, 'now' | 'zone' | 'key' | 'currency' | 'past'>

/** Collects what the SQL of a few conditions needs; equal aggregates and values are kept once. */
export function createQueryBuilder(context: Context): QueryBuilder {
  const params = new Map<string, { name: string; value: unknown }>()
  const bind = (value: unknown, type: string): string => {
    const key = `${type} ${JSON.stringify(value)}`
    const known = params.get(key) ?? { name: `p${params.size}`, value }
    params.set(key, known)
    return `{${known.name}:${type}}`
  }
  const folds = new Map<string, string>()
  const events = new Set<string>()
  const needs = { traits: false, totals: false, rhythm: false }
  const scored = new Set<ScoreColumn>()
  return {
    ...context,
    bind,
    known: () =>
      context.past ? [`toUnixTimestamp64Milli(occurred_at) <= ${momentOf(bind, context, context.past)}`] : [],
    fold: (aggregate, which) => {
      events.add(which)
      const alias = folds.get(aggregate) ?? `f${folds.size}`
      folds.set(aggregate, alias)
      return `e.${alias}`
    },
    traits: () => {
      needs.traits = true
      return 'p.traits'
    },
    totals: () => {
      needs.totals = true
      return 't'
    },
    scores: (column) => {
      scored.add(column)
      return `s.${column}`
    },
    rhythm: () => {
      needs.rhythm = true
      return 'r'
    },
    parts: () => ({
      params: Object.fromEntries([...params.values()].map(({ name, value }) => [name, value])),
      folds: [...folds].map(([sql, alias]) => ({ alias, sql })),
      events: [...events],
      scores: [...scored],
      ...needs,
    }),
  }
}

type Binding = Pick<QueryBuilder, 'bind'>['bind']

/** The moment as of which is asked, in milliseconds, beside the id of whom it is about. */
export function momentOf(bind: Binding, { now }: { now: number }, past: Past, id = 'customer_id'): string {
  if (past.kind === 'everybody') return bind(now, 'Int64')
  return ofPerson(bind, id, past.ids, bind(past.moments, 'Array(Int64)'), 'toInt64(0)')
}

/** The key of the run of whom an event is about. */
export const keyOfPerson = (bind: Binding, past: Extract<Past, { kind: 'each' }>): string =>
  ofPerson(bind, 'customer_id', past.ids, bind(past.keys, 'Array(String)'), `''`)

const ofPerson = (bind: Binding, id: string, ids: string[], values: string, none: string): string =>
  `transform(toString(${id}), ${bind(ids, 'Array(String)')}, ${values}, ${none})`
