import type { ImportMapping, ImportProgress } from '#contract/imports'
import type { RebuildDeps } from '#modules/events'
import type { Clock } from '#platform/clock'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import type { Db } from '#platform/postgres'
import type { Column, FileLayout, ImportKind } from './reading/index.ts'

/** What taking in a file needs. */
export type FileDeps = {
  db: Db
  clock: Clock
  log: Log
  /** uploads, spilled rows and error lists are kept in `imports/` below it */
  dataDir: string
  /** tells the projector that something was written */
  onWritten?: (workspaceId: string) => void
  /** so many events of a workspace may wait for the projector before writing waits for it; Infinity: it never does */
  mostAhead?: number
}

/** What the module's routes and jobs need. */
export type ImportDeps = FileDeps & { jobs: Jobs; rebuild: RebuildDeps }

/** One import while it runs: how to read the file, and what it means. */
export type ImportContext = {
  workspaceId: string
  importId: string
  /** this run's; another one that begins takes the right to write away */
  run: string
  kind: ImportKind
  path: string
  layout: FileLayout
  columns: Column[]
  mapping: ImportMapping
  estimatedRows: number
  timeZone: string
  /** a moment that states its offset is of the day it has in that zone; else of the day it is written with */
  daysInZone: boolean
  /** of the shop: says where phone numbers without a country code are from */
  locale: string
  /** of rows that name none */
  currency: string
  /** whether the file itself says its currency */
  currencyKnown: boolean
  /** YYYY-MM-DD; a later date is an error */
  latestDay: string
  /** event time of what has none in the file */
  createdAt: Temporal.Instant
  /** a folder of this run alone */
  folder: string
  /** nothing will be written */
  isDry: boolean
  status: 'reading' | 'writing' | 'projecting'
  progress: ImportProgress
  /** how many events there will be, as far as known yet */
  eventsExpected: () => number
  /** tells how far it is; cheap to call often */
  report: () => Promise<void>
  signal?: AbortSignal
}
