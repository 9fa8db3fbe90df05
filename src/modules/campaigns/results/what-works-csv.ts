import type { WhatWorks } from '#contract/campaigns'

const measures = ['goalTotal', 'goalRate', 'orders', 'money'] as const

/** One line for each variant; money in minor units. */
export function whatWorksCsv({ rows, currency }: WhatWorks): { header: string[]; rows: (string | number | null)[][] } {
  const columns = ['goal_people', 'goal_percent', 'orders', 'money_minor']
  return {
    header: [
      ...['kind', 'name', 'variant', 'channel', 'since', 'people', 'state', 'verdict', 'goal'],
      ...columns.flatMap((name) => [name, `${name}_low`, `${name}_high`]),
      'currency',
    ],
    rows: rows.map((row) => [
      ...[row.kind, row.name, row.variant, row.channel, row.since, row.people, row.state, row.verdict, row.goal],
      ...measures.flatMap((name) => [row[name]?.value ?? null, row[name]?.low ?? null, row[name]?.high ?? null]),
      currency,
    ]),
  }
}
