import type { CanonicalEvent } from '#modules/events'
import { sha256 } from '#platform/ids'
import { readMapping } from './describe-mapping.ts'
import { describePerson } from './describe-person.ts'
import { groupRows } from './group-rows.ts'
import type { ImportContext } from './import-context.ts'
import type { Checkpoint } from './imports.repo.ts'
import { instantReader } from './local-time.ts'
import { nameCustomer } from './name-customer.ts'
import { type TypedRow, typeRows } from './reading/index.ts'
import type { Group } from './write-groups.ts'

/** A list of customers: one `identify` a row. A row that says the same again is a duplicate, in this file or another. */
export function groupPeople(context: ImportContext, from: Checkpoint): AsyncGenerator<Group> {
  const { columns, mapping } = context
  const type = typeRows(columns, readMapping('customers', columns, mapping), {
    exponentOf: () => 2,
    currency: context.currency,
    latest: context.latestDay,
  })
  const instantOf = instantReader(context.timeZone)
  return groupRows(context, from, (raw) => {
    const { row, error } = type(raw)
    if (error) return { error }
    if (nameCustomer(row, context.locale) === undefined) return { error: { reason: 'no_customer' } }
    return { event: identify(context, row, instantOf) }
  })
}

function identify(context: ImportContext, row: TypedRow, instantOf: ReturnType<typeof instantReader>): CanonicalEvent {
  const { source } = context.mapping
  const since = row.at ? { createdAt: new Date(instantOf(row.at)).toISOString() } : {}
  const traits = { ...describePerson(row), ...since }
  const content = sha256(JSON.stringify([row.customer, traits])).toString('base64url')
  return {
    messageId: `import:${source}:customer:${content}`,
    occurredAt: context.createdAt.toString(),
    source,
    body: { type: 'identify', ...(row.customer === undefined ? {} : { userId: row.customer }), traits },
  }
}
