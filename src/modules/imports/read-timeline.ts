import type { CanonicalEvent } from '#modules/events'
import { sha256 } from '#platform/ids'
import { readMapping } from './describe-mapping.ts'
import { groupRows } from './group-rows.ts'
import type { ImportContext } from './import-context.ts'
import type { Checkpoint } from './imports.repo.ts'
import { instantReader } from './local-time.ts'
import { nameCustomer } from './name-customer.ts'
import { jsonLineBatches, readJsonEvent } from './read-json-lines.ts'
import { type TypedRow, typeRows } from './reading/index.ts'
import type { Group } from './write-groups.ts'

/** Anything that happened: a row with a name, a person and a time each, or a JSON line in the shape of Segment's API. */
export function groupTimeline(context: ImportContext, from: Checkpoint): AsyncGenerator<Group> {
  const { columns, mapping, layout, locale } = context
  if (mapping.delimiter === 'json') {
    const batches = jsonLineBatches(context.path, layout.gzip, from.afterRow ?? 0)
    return groupRows(context, from, (raw) => readJsonEvent(raw.cells[0] ?? '', mapping.source, locale), batches)
  }
  const type = typeRows(columns, readMapping('events', columns, mapping), {
    exponentOf: () => 2,
    currency: context.currency,
    latest: context.latestDay,
  })
  const instantOf = instantReader(context.timeZone)
  return groupRows(context, from, (raw) => {
    const { row, error } = type(raw)
    if (error) return { error }
    if (row.event === undefined) return { error: { reason: 'no_event_name' } }
    if (nameCustomer(row, locale) === undefined) return { error: { reason: 'no_customer' } }
    return { event: track(context, row, row.event, raw.cells, instantOf) }
  })
}

/** Rows that are alike in every cell are one event: an export that says it twice. */
function track(
  context: ImportContext,
  row: TypedRow,
  name: string,
  cells: string[],
  instantOf: ReturnType<typeof instantReader>,
): CanonicalEvent {
  const { source } = context.mapping
  const { email, phone, product, productName, category, country, city, order } = row
  const traits = {
    ...(row.name && { name: row.name }),
    ...(email && { email }),
    ...(phone && { phone }),
    ...(country && { country }),
    ...(city && { city }),
  }
  const properties = {
    ...row.traits,
    ...(order && { order_id: order }),
    ...(product && { product_id: product }),
    ...(productName && { product_name: productName }),
    ...(category && { category }),
    ...(row.quantity !== undefined && { quantity: row.quantity }),
    ...(row.amount !== undefined && { value: row.amount / 100, currency: row.currency }),
    ...(row.at && { day: row.at.local.slice(0, 10) }),
  }
  return {
    messageId: `import:${source}:event:${sha256(JSON.stringify(cells)).toString('base64url')}`,
    occurredAt: row.at ? new Date(instantOf(row.at)).toISOString() : context.createdAt.toString(),
    source,
    body: {
      type: 'track',
      event: name.slice(0, 256),
      ...(row.customer === undefined ? {} : { userId: row.customer }),
      properties,
      context: { traits },
    },
  }
}
