import { sql } from 'kysely'
import type { JourneyTrigger } from '#contract/journeys'
import type { Tx } from '#platform/postgres'

type DateTrigger = Extract<JourneyTrigger, { kind: 'date' }>

/** Who has one of these days in the trait, in any year where the journey comes round each year; ids by day. */
export async function whoseDay(
  tx: Tx,
  workspaceId: string,
  { trait, yearly }: Pick<DateTrigger, 'trait' | 'yearly'>,
  days: Temporal.PlainDate[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  if (days.length === 0) return found
  const asked = new Map<string, string[]>()
  for (const day of days) {
    const text = day.toString()
    // The 29th of February comes round on the 28th in other years.
    const told = yearly ? [text.slice(5), ...(text.endsWith('-02-28') && !day.inLeapYear ? ['02-29'] : [])] : [text]
    for (const one of told) asked.set(one, [...(asked.get(one) ?? []), text])
  }
  const value = sql`traits #>> string_to_array(${trait}, '.')`
  const part = yearly ? sql`substr(${value}, 6, 5)` : sql`left(${value}, 10)`
  const { rows } = await sql<{ id: string; told: string }>`select customer_id as id, ${part} as told from customers
    where workspace_id = ${workspaceId} and merged_into is null and erased_at is null
      and ${value} ~ '^\\d{4}-\\d{2}-\\d{2}' and ${part} = any(${[...asked.keys()]}::text[])`.execute(tx)
  const byTold = Map.groupBy(rows, ({ told }) => told)
  for (const [told, all] of byTold)
    for (const day of asked.get(told) ?? []) found.set(day, [...(found.get(day) ?? []), ...all.map(({ id }) => id)])
  return found
}
