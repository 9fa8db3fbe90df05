import { type RawBuilder, sql } from 'kysely'

/**
 * Who the customer in a row of `customers`, by its name in the statement, is now: themselves, or whom they were joined to. To join by;
 * a plain `coalesce` may be selected, but under row-level security PostgreSQL looks nothing up by it in an index, since it does not count
 * it among what cannot leak, and reads every customer of the workspace instead.
 */
export const whoNow = (name: string): RawBuilder<string> =>
  sql.raw(`case when ${name}.merged_into is null then ${name}.customer_id else ${name}.merged_into end`)
