import type { ImportRow } from '#contract/imports'

/** What a file is made of, as far as reading its rows goes. Deterministic for the same bytes; safe to store as JSON. */
export type FileLayout = {
  encoding: string
  gzip: boolean
  delimiter: Delimiter
  /** What cells are set between, where it is no `"`. */
  quote?: Quote
  hasHeader: boolean
  /** Physical rows before the first data row that are not data: a `sep=;` line, titles, the header. */
  skipRows: number
  width: number
}

export type Delimiter = ',' | ';' | '\t' | '|' | '^' | '~' | 'whitespace'

export type Quote = "'"

/** The row cannot be trusted and is reported instead of used. */
export type RowFault = 'unclosed_quote' | 'cell_too_long' | 'row_too_long' | 'too_many_cells'

/** The row was repaired and is used: bytes of another encoding, NUL bytes taken out, missing cells at its end. */
export type RowNote = 'bad_bytes' | 'nul_bytes' | 'missing_cells'

export type RawRow = {
  /** 1-based data row, the header not counted: the stable key for resuming and for deduplication. */
  number: number
  /** 1-based physical line where the row starts, as an editor shows it. */
  line: number
  cells: string[]
  fault?: RowFault
  note?: RowNote
}

export type Progress = { bytesRead: number; totalBytes: number }

export type RowBatch = Progress & { rows: RawRow[] }

export type Role =
  | 'customer'
  | 'email'
  | 'phone'
  | 'name'
  | 'first_name'
  | 'last_name'
  | 'order'
  | 'date'
  | 'time'
  | 'amount'
  | 'quantity'
  | 'price'
  | 'product'
  | 'product_name'
  | 'category'
  | 'cost'
  | 'currency'
  | 'status'
  | 'kind'
  | 'returned'
  | 'cancelled'
  | 'refund'
  | 'event'
  | 'country'
  | 'city'

export type ColumnShape = 'empty' | 'number' | 'date' | 'time' | 'email' | 'phone' | 'currency' | 'code' | 'text'

export type Column = { name: string; index: number; samples: string[]; guess: ColumnShape }

export type RoleGuess = {
  role: Role
  index: number
  column: string
  /** 0..1 */
  confidence: number
  reason: 'header' | 'header_and_content' | 'content' | 'given'
}

export type DateOrder = 'ymd' | 'dmy' | 'mdy'

export type DateFormat = {
  kind: 'calendar' | 'unix_seconds' | 'unix_millis' | 'excel_serial'
  order: DateOrder
  calendar: 'gregorian' | 'persian'
  /** `assumed`: the sample fits day-first and month-first alike and a choice was made. */
  certainty: 'sure' | 'assumed'
  /** Share of the sample that parses, 0..1. */
  fits: number
}

/** Wall-clock time as it stands in the file; `offset` only when the text states one (`Z`, `+02:00`). */
export type LocalTime = { local: string; offset?: string }

export type NumberFormat = {
  decimal: '.' | ','
  /** A single kind of mark with three digits behind it (`1,234`) everywhere: read as grouping, and said so. */
  certainty: 'sure' | 'assumed'
  fits: number
}

export type ImportKind = ImportRow['kind']

export type Mapping = {
  kind: ImportKind
  roles: RoleGuess[]
  /** Every column without a role, kept as a trait under its heading. */
  traits: { name: string; index: number }[]
  /** `order`: the amount is the total of an order and counts once for each order number. */
  amountIs: 'line' | 'order'
  /** `row`: the cost is that of all pieces of a row, not of one. */
  costIs: 'piece' | 'row'
  date?: DateFormat
  /** For amount, price, cost. */
  money?: NumberFormat
  quantity?: NumberFormat
  /** ISO 4217, when signs or codes in the sample agree on one. */
  currency?: string
  problems: MappingProblem[]
}

export type MappingProblem = {
  reason:
    | 'no_customer_column'
    | 'customers_by_name'
    | 'no_date_column'
    | 'no_amount_column'
    | 'unreadable_dates'
    | 'ambiguous_dates'
    | 'counted_dates'
    | 'ambiguous_numbers'
    | 'several_currencies'
    | 'totals_of_orders'
  details?: Record<string, string | number>
}

export type FileProblem = {
  reason: 'mixed_encodings' | 'ragged_rows' | 'unclosed_quotes' | 'nul_bytes' | 'duplicate_headings'
  details?: Record<string, string | number>
}

export type FileSniff = {
  layout: FileLayout
  columns: Column[]
  preview: RawRow[]
  /** Rows from all over the file (from its first 24 MB when compressed), for `guessMapping`. */
  sample: string[][]
  estimatedRows: number
  totalBytes: number
  problems: FileProblem[]
}

export type RowReason =
  | RowFault
  | 'bad_date'
  | 'bad_amount'
  | 'bad_quantity'
  | 'bad_price'
  | 'no_customer'
  | 'no_date'
  | 'no_amount'

export type RowError = {
  number: number
  line: number
  reason: RowReason
  /** The heading and the text at fault. */
  column?: string
  text?: string
}

export type TypedRow = {
  number: number
  line: number
  customer?: string
  email?: string
  phone?: string
  name?: string
  order?: string
  at?: LocalTime
  /** Minor units. The total of the line, or of the order when the mapping's `amountIs` is `order`. */
  amount?: number
  /** May be a decimal: weights. */
  quantity?: number
  /** Minor units. */
  price?: number
  cost?: number
  refund?: number
  currency?: string
  product?: string
  productName?: string
  category?: string
  status?: string
  /** what the row is (sale, refund, payout), where the file says that beside what became of it */
  kind?: string
  /** what a column of yes and no says; undefined where its cell is blank */
  isReturned?: boolean
  isCancelled?: boolean
  event?: string
  country?: string
  city?: string
  traits: Record<string, string>
}
