import { DomainError } from '#platform/errors'

export type FileReason =
  | 'file_empty'
  | 'file_not_text'
  | 'file_damaged'
  | 'file_too_large'
  | 'one_column'
  | 'too_many_columns'
  | 'row_too_long'
  | 'no_rows'
  | 'unknown_column'
  | 'unknown_role'
  | 'bad_map'
  | 'no_customer_column'
  | 'no_date_column'
  | 'no_amount_column'

/** All that can be wrong with a whole file is something its owner can act on: always `invalid`, told apart by reason. */
export function failFile(reason: FileReason, message: string, details: Record<string, unknown> = {}): DomainError {
  return new DomainError('invalid', reason, message, details)
}
