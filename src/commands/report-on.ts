import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rial, toman } from '#contract/import-words'
import type { ShopReport } from '#contract/metrics'
import { type MapEntry, type ReadingChoices, tellUnread, whyNoPurchase } from '#modules/imports'
import { buildShopReport } from '#modules/metrics'
import { createWorkspace } from '#modules/workspaces'
import { loadConfig } from '#platform/config'
import { DomainError } from '#platform/errors'
import type { Calendar, Locale } from '#platform/i18n'
import type { Log } from '#platform/log'
import { noCurrency } from '#platform/money'
import { startRegulars } from '../start.ts'
import { importWithBar } from './import-with-bar.ts'
import type { Source } from './open-source.ts'
import { cliWords } from './words.ts'

export type Wanted = {
  name: string
  log: Log
  locale: Locale
  calendar: Calendar
  reading: ReadingChoices
  map?: MapEntry[]
  zone?: string
  currency?: string
}

/** Reads a file of orders on engines that are started for it, in a folder that goes with them. Throws nothing_usable, only_refunds, only_cancelled. */
export async function reportOn({ path, fileName }: Source, wanted: Wanted): Promise<ShopReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'regulars-report-'))
  const config = { ...loadConfig({}), dataDir, role: 'worker' as const }
  const { t } = cliWords(wanted.locale)
  if (process.stderr.isTTY) process.stderr.write(t('cli.starting_engines'))
  try {
    const regulars = await startRegulars(config, wanted.log, { web: false, projectorOnly: true })
    const stop = (): void => void regulars.stop().finally(() => process.exit(130))
    process.once('SIGINT', stop).once('SIGTERM', stop)
    try {
      // Without --zone the dates count as they stand in the file.
      const timeZone = wanted.zone ?? 'UTC'
      const { workspaceId } = await createWorkspace(regulars.db, {
        name: wanted.name,
        timeZone,
        currency: wanted.currency === toman ? rial : (wanted.currency ?? noCurrency),
        locale: wanted.locale,
      })
      const { importId, progress } = await importWithBar(
        regulars.imports,
        {
          workspaceId,
          path,
          fileName,
          reading: wanted.reading,
          ...(wanted.zone === undefined ? {} : { timeZone }),
          ...(wanted.map ? { map: wanted.map } : {}),
          ...(wanted.currency === undefined ? {} : { currency: wanted.currency }),
        },
        { locale: wanted.locale, t },
      )
      const why = whyNoPurchase('orders', progress)
      if (why) throw new DomainError('invalid', why.reason, why.message, why.details)
      const unread = await tellUnread(dataDir, importId, progress, wanted.locale)
      if (unread) process.stderr.write(`${unread}\n`)
      const { db, ch, clock } = regulars
      return await buildShopReport({ db, ch, clock, log: wanted.log }, workspaceId, {
        calendar: wanted.calendar,
        // Days that count as they stand in the file are over when they are over where the person is.
        ...(wanted.zone === undefined ? { today: Temporal.Now.plainDateISO().toString() } : {}),
        rows: {
          read: progress.rows,
          used: progress.rowsUsed,
          skipped: { ...progress.skipped, ...(progress.errors > 0 ? { errors: progress.errors } : {}) },
        },
      })
    } finally {
      await regulars.stop()
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}
