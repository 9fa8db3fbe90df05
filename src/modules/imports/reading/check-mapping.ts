import { failFile } from './fail.ts'
import type { Column, Mapping } from './types.ts'

/** Throws no_customer_column, no_date_column or no_amount_column when the mapping cannot be imported as its kind. */
export function checkMapping(mapping: Mapping, columns: Column[]): void {
  const available = columns.map(({ name }) => name)
  for (const { reason } of mapping.problems) {
    if (reason !== 'no_customer_column' && reason !== 'no_date_column' && reason !== 'no_amount_column') continue
    const role = reason.split('_')[1] ?? ''
    throw failFile(reason, `No column was recognised as ${role}; name it with --map ${role}=…`, { role, available })
  }
}
