import { z } from 'zod'

export const importKind = z.enum(['orders', 'customers', 'events'])
export const importStatus = z.enum([
  'draft',
  'queued',
  'reading',
  'writing',
  'projecting',
  'done',
  'failed',
  'undoing',
  'undone',
])

/** What a person should know, as a word for programs and a sentence in the reader's language. */
const note = z.object({ reason: z.string(), message: z.string() })

export const importProgress = z.object({
  bytesRead: z.number().default(0),
  totalBytes: z.number().default(0),
  rows: z.number().default(0),
  rowsUsed: z.number().default(0),
  orders: z.number().default(0),
  refunds: z.number().default(0),
  customers: z.number().default(0),
  duplicates: z.number().default(0),
  errors: z.number().default(0),
  /** rows left out on purpose, by reason code (no_customer, zero_total…) */
  skipped: z.record(z.string(), z.number()).default({}),
  /** the money of the rows left out, by the same reasons, in minor units of the dominating currency */
  skippedMinor: z.record(z.string(), z.number()).default({}),
  /** rows that became refunds; `rows` = rowsUsed + refundRows + errors + what was skipped */
  refundRows: z.number().default(0),
  eventsWritten: z.number().default(0),
  eventsToProject: z.number().default(0),
  eventsProjected: z.number().default(0),
  rowsPerSecond: z.number().default(0),
  secondsLeft: z.number().nullable().default(null),
})
export type ImportProgress = z.infer<typeof importProgress>

/** 0-based column index of each role; a role that is not mapped is absent. */
export const importMapping = z.object({
  columns: z.record(z.string(), z.number().int().min(0)),
  /** extra columns kept as customer traits: trait name → column */
  traits: z.record(z.string(), z.number().int().min(0)).default({}),
  delimiter: z.string(),
  encoding: z.string(),
  hasHeader: z.boolean(),
  /** dmy, mdy, ymd (with `-persian` for Jalali dates), unix_seconds, unix_millis or excel_serial */
  dateFormat: z.string().optional(),
  /** the decimal mark of money: `.` or `,` */
  numberFormat: z.string().optional(),
  /** the decimal mark of quantities, when it differs */
  quantityFormat: z.string().optional(),
  amountIs: z.enum(['line', 'order']).default('line'),
  /** whether a cost is of one piece or of all pieces of a row */
  costIs: z.enum(['piece', 'row']).default('piece'),
  currency: z.string().length(3).optional(),
  timeZone: z.string().optional(),
  source: z.string().default('import'),
})
export type ImportMapping = z.infer<typeof importMapping>

export const importRow = z.object({
  importId: z.uuid(),
  kind: importKind,
  fileName: z.string(),
  fileBytes: z.number(),
  status: importStatus,
  progress: importProgress,
  mapping: importMapping.nullable(),
  error: note.nullable(),
  /** of an import that is done: why no purchase came of a file of orders */
  warnings: z.array(note),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
})
export type ImportRow = z.infer<typeof importRow>

/** Answer to the upload: what was found, to be shown and corrected before anything is written. */
export const importPreview = z.object({
  importId: z.uuid(),
  kind: importKind,
  fileName: z.string(),
  fileBytes: z.number(),
  estimatedRows: z.number(),
  delimiter: z.string(),
  encoding: z.string(),
  hasHeader: z.boolean(),
  columns: z.array(
    z.object({
      index: z.number(),
      name: z.string(),
      samples: z.array(z.string()),
      role: z.string().nullable(),
      confidence: z.number(),
    }),
  ),
  rows: z.array(z.array(z.string())),
  mapping: importMapping,
  warnings: z.array(note),
  /** an earlier import of the very same file */
  sameFileAs: z.uuid().nullable(),
})
export type ImportPreview = z.infer<typeof importPreview>

/** Answer to the dry run: what would happen, nothing written. */
export const importDryRun = z.object({
  progress: importProgress,
  firstDay: z.iso.date().nullable(),
  lastDay: z.iso.date().nullable(),
  currency: z.string().nullable(),
  revenueMinor: z.number(),
  errors: z.array(z.object({ line: z.number(), reason: z.string(), detail: z.string() })),
  /** why no purchase would come of a file of orders */
  warnings: z.array(note),
})
export type ImportDryRun = z.infer<typeof importDryRun>
