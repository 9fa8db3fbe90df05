import { readMapping } from './describe-mapping.ts'
import type { ImportRecord } from './imports.repo.ts'
import { describeColumns } from './open-import.ts'
import { checkMapping } from './reading/index.ts'

/** Throws no_customer_column, no_date_column or no_amount_column when the import cannot begin with the mapping it has. */
export function checkImport(row: Pick<ImportRecord, 'kind' | 'mapping' | 'reading'>): void {
  if (row.mapping.delimiter === 'json') return
  const columns = describeColumns(row.reading)
  checkMapping(readMapping(row.kind, columns, row.mapping), columns)
}
