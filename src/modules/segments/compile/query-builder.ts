export type QueryBuilder = {
  /** Milliseconds: the moment at which is asked. */
  now: number
  /** Where days begin and end, unless a condition says otherwise. */
  zone: string
  /** The key of the run that asks; events of other keys do not count. */
  key: string | null
  currency: string
  /** A value as a bound parameter. */
  bind: (value: unknown, type: string) => string
  /** An aggregate over a person's events, as a column of the person. */
  fold: (aggregate: string, events: string) => string
  /** The person's traits as JSON. */
  traits: () => string
  /** Sums of the person's orders, in the workspace's currency. */
  totals: () => string
  /** The person's latest scores. */
  scores: () => string
  /** The person's own rhythm: when they are late. */
  rhythm: () => string
  parts: () => Parts
}

export type Parts = {
  params: Record<string, unknown>
  folds: { alias: string; sql: string }[]
  /** which events are looked at; none = no events are needed */
  events: string[]
  traits: boolean
  totals: boolean
  scores: boolean
  rhythm: boolean
}

export type Context = Pick<QueryBuilder, 'now' | 'zone' | 'key' | 'currency'>

/** Collects what the SQL of a few conditions needs; equal aggregates and values are kept once. */
export function createQueryBuilder(context: Context): QueryBuilder {
  const params = new Map<string, { name: string; value: unknown }>()
  const folds = new Map<string, string>()
  const events = new Set<string>()
  const needs = { traits: false, totals: false, scores: false, rhythm: false }
  return {
    ...context,
    bind: (value, type) => {
      const key = `${type} ${JSON.stringify(value)}`
      const known = params.get(key) ?? { name: `p${params.size}`, value }
      params.set(key, known)
      return `{${known.name}:${type}}`
    },
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
    scores: () => {
      needs.scores = true
      return 's'
    },
    rhythm: () => {
      needs.rhythm = true
      return 'r'
    },
    parts: () => ({
      params: Object.fromEntries([...params.values()].map(({ name, value }) => [name, value])),
      folds: [...folds].map(([sql, alias]) => ({ alias, sql })),
      events: [...events],
      ...needs,
    }),
  }
}
