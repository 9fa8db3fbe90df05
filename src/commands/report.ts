import { constants, mkdtempSync, rmSync } from 'node:fs'
import { access, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { rial, toman } from '#contract/import-words'
import type { ShopReport } from '#contract/metrics'
import {
  checkImport,
  choiceOptions,
  lookAtFile,
  parseMap,
  type ReadingChoices,
  readChoices,
  tellColumns,
  tellOddities,
  tellUnread,
  whyNoPurchase,
} from '#modules/imports'
import { buildShopReport } from '#modules/metrics'
import { renderHtml, renderTerminal } from '#modules/report'
import { createWorkspace } from '#modules/workspaces'
import { loadConfig } from '#platform/config'
import { DomainError } from '#platform/errors'
import { isLocale, type Locale } from '#platform/i18n'
import { createLog, type Log } from '#platform/log'
import { isCurrency, noCurrency } from '#platform/money'
import { startRegulars } from '../start.ts'
import { importWithBar } from './import-with-bar.ts'
import { openSource, type Source } from './open-source.ts'
import { readOptions } from './options.ts'
import { cliLocale, cliWords } from './words.ts'

const options = {
  html: { type: 'string' },
  json: { type: 'boolean' },
  map: { type: 'string' },
  ...choiceOptions,
  zone: { type: 'string' },
  currency: { type: 'string' },
  name: { type: 'string' },
  locale: { type: 'string' },
  verbose: { type: 'boolean' },
} as const

/** `regulars report FILE`: the retention page of an order export. Its engines live in a folder of their own that goes with them. */
export async function reportCommand(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, options)
  const [file] = positionals
  if (file === undefined || positionals.length > 1)
    throw new DomainError('invalid', 'report_needs_file', 'regulars report FILE [--html OUT] [--json]')
  const locale = values.locale !== undefined && isLocale(values.locale) ? values.locale : cliLocale()
  // What goes wrong is told by whoever called, in the language of the environment.
  process.env.REGULARS_LOCALE = locale
  const { t } = cliWords(locale)
  const currency = values.currency?.toUpperCase()
  if (currency !== undefined && currency !== toman && !isCurrency(currency))
    throw new DomainError('invalid', 'unknown_currency', `${currency} is not an ISO 4217 currency.`)
  checkZone(values.zone)
  const reading = readChoices(values)
  const out = values.html === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', values.html)
  // Before the work and not after it.
  if (out !== undefined) await access(dirname(out), constants.W_OK).catch(notWritten(out))
  const source = await openSource(file, t('cli.standard_input'))
  const report = await readReport(source, {
    name: values.name ?? source.fileName.replace(/(\.(csv|tsv|txt|gz))+$/i, ''),
    log: createLog({ level: values.verbose ? 'info' : 'silent' }),
    locale,
    reading,
    ...(values.map === undefined ? {} : { map: values.map }),
    ...(values.zone === undefined ? {} : { zone: values.zone }),
    ...(currency === undefined ? {} : { currency }),
  }).finally(source.drop)
  if (out !== undefined) {
    await writeFile(out, renderHtml(report, { locale })).catch(notWritten(out))
    process.stderr.write(`${t('cli.html_written', { file: out })}\n`)
  }
  if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  else if (values.html === undefined) {
    const width = Math.max(60, Math.min(120, process.stdout.columns ?? 100))
    process.stdout.write(
      renderTerminal(report, { locale, width, color: process.stdout.isTTY === true && !process.env.NO_COLOR }),
    )
  }
  return 0
}

const notWritten =
  (file: string) =>
  ({ code = '' }: NodeJS.ErrnoException): never => {
    throw new DomainError('invalid', 'not_written', `${file} cannot be written (${code}).`, { file, code })
  }

function checkZone(zone: string | undefined): void {
  if (zone === undefined) return
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
  } catch {
    throw new DomainError('invalid', 'unknown_zone', `${zone} is not a time zone.`, { zone })
  }
}

type Wanted = {
  name: string
  log: Log
  locale: Locale
  reading: ReadingChoices
  map?: string
  zone?: string
  currency?: string
}

async function readReport({ path, fileName }: Source, wanted: Wanted): Promise<ShopReport> {
  const map = wanted.map === undefined ? undefined : parseMap(wanted.map)
  // What is wrong with the file as a whole is said before any engine starts.
  const look = await lookAtFile(path, '', { kind: 'orders', map, reading: wanted.reading })
  for (const sentence of tellOddities(wanted.locale, look.problems)) process.stderr.write(`${sentence}\n`)
  checkImport(look)
  const columns = tellColumns(wanted.locale, look.columns)
  if (columns !== undefined) process.stderr.write(`${columns}\n`)
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
          ...(map ? { map } : {}),
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
