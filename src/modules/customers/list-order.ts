import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import type { CustomerRow, CustomerSort } from '#contract/customers'
import { cursorPart, readCursor, writeCursor } from '#platform/cursor'

export type Sort = {
  column: RawBuilder<unknown>
  cast: RawBuilder<unknown>
  /** what of it can stand in a cursor */
  place: z.ZodType<string | number>
  nullable: boolean
  reversed?: boolean
  /** the table whose index has this order, and which of its rows count, where it is not one of the two of every customer */
  scores?: { key: RawBuilder<unknown>; rows: RawBuilder<unknown> }
  value: (row: CustomerRow) => string | number | null
}

const text = { cast: sql`text`, place: z.string() }
const int = { cast: sql`int`, place: z.int32() }
const bigint = { cast: sql`bigint`, place: cursorPart.whole }
const real = { cast: sql`real`, place: cursorPart.real }
const day = { cast: sql`date`, place: cursorPart.day }
const moment = { cast: sql`timestamptz`, place: cursorPart.moment }

export const sorts: Record<CustomerSort, Sort> = {
  name: { column: sql`c.name collate "und-x-icu"`, ...text, nullable: true, value: (row) => row.name },
  orders: { column: sql`m.orders`, ...int, nullable: false, value: (row) => row.orders },
  visits: { column: sql`m.visits`, ...int, nullable: false, value: (row) => row.visits },
  revenue: { column: sql`m.revenue_minor`, ...bigint, nullable: false, value: (row) => row.revenueMinor },
  average: { column: sql`m.average_minor`, ...bigint, nullable: false, value: (row) => row.averageMinor },
  yearly: { column: sql`m.yearly_minor`, ...bigint, nullable: false, value: (row) => row.yearlyMinor },
  first_order: {
    column: sql`m.first_order_at`,
    ...moment,
    nullable: true,
    value: (row) => row.firstOrderAt,
  },
  last_order: { column: sql`m.last_order_at`, ...moment, nullable: true, value: (row) => row.lastOrderAt },
  usual_gap: { column: sql`m.usual_gap_days`, ...real, nullable: true, value: (row) => row.usualGapDays },
  // The latest is who should have come earliest.
  late: { column: sql`m.late_from`, ...day, nullable: true, reversed: true, value: (row) => row.lateFrom },
  clv: {
    column: scoreOf(sql`s.clv_minor`, sql`true`),
    ...bigint,
    nullable: true,
    scores: { key: sql`s.clv_minor`, rows: sql`true` },
    value: (row) => row.score?.clvMinor ?? null,
  },
  // Whoever is gone is no risk any more.
  risk: {
    column: scoreOf(sql`s.risk`, sql`not s.is_gone`),
    ...real,
    nullable: true,
    scores: { key: sql`s.risk`, rows: sql`not s.is_gone` },
    value: (row) => row.score?.risk ?? null,
  },
}

function scoreOf(key: RawBuilder<unknown>, rows: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select ${key} from customer_scores s where s.workspace_id = m.workspace_id and s.customer_id = m.customer_id and ${rows})`
}

const cursor = z.object({
  sort: z.string(),
  value: z.union([z.string(), z.number(), z.null()]),
  id: z.uuid(),
  rest: z.boolean(),
})

/** Where a page begins: after this customer. `rest` = among those who lack the sorted measure. */
export type Cursor = z.infer<typeof cursor>

export function cursorAfter(row: CustomerRow, sort: CustomerSort): string {
  const value = sorts[sort].value(row)
  return writeCursor({ sort, value, id: row.customerId, rest: value === null } satisfies Cursor)
}

/** Throws bad_cursor, also for one of another order. */
export const cursorOf = (text: string, sort: CustomerSort): Cursor =>
  readCursor(cursor.extend({ sort: z.literal(sort), value: sorts[sort].place.nullable() }), text)
