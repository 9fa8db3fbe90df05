import { constants } from 'node:fs'
import { access, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { ShopReport } from '#contract/metrics'
import {
  checkImport,
  choiceOptions,
  lookAtFile,
  type MapEntry,
  parseMap,
  type ReadingChoices,
  readChoices,
  tellColumns,
  tellOddities,
} from '#modules/imports'
import { DomainError } from '#platform/errors'
import { calendarOf, type Locale, locales, type Translate } from '#platform/i18n'
import { createLog } from '#platform/log'
import { checkZone, readCurrency } from './import-options.ts'
import { openSource } from './open-source.ts'
import { readChoice, readOptions } from './options.ts'
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
  calendar: { type: 'string' },
  verbose: { type: 'boolean' },
} as const

/** `regulars report FILE`: the retention page of an order export. Its engines live in a folder of their own that goes with them. */
export async function reportCommand(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, options)
  const [file] = positionals
  if (file === undefined || positionals.length > 1)
    throw new DomainError('invalid', 'report_needs_file', 'regulars report FILE [--html OUT] [--json]')
  const locale = values.locale === undefined ? cliLocale() : readChoice('locale', values.locale, locales)
  // What goes wrong is told by whoever called, in the language of the environment.
  process.env.REGULARS_LOCALE = locale
  const { t } = cliWords(locale)
  // Who reads JSON is a program, whatever the language.
  const usual = values.json ? 'gregorian' : calendarOf(locale)
  const calendar = readChoice('calendar', values.calendar ?? usual, ['gregorian', 'jalali'])
  const currency = readCurrency(values.currency)
  checkZone(values.zone)
  const reading = readChoices(values)
  const map = values.map === undefined ? undefined : parseMap(values.map)
  const out = values.html === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', values.html)
  // Before the work and not after it.
  if (out !== undefined) await checkWritable(out)
  const source = await openSource(file, t('cli.standard_input'))
  try {
    await checkFile(source.path, { locale, map, reading })
    // What is wrong with the words or the file is said before any of this is loaded or started.
    const { reportOn } = await import('./report-on.ts')
    const report = await reportOn(source, {
      name: values.name ?? source.fileName.replace(/(\.(csv|tsv|txt|gz))+$/i, ''),
      log: createLog({ level: values.verbose ? 'info' : 'silent' }),
      locale,
      calendar,
      reading,
      ...(map === undefined ? {} : { map }),
      ...(values.zone === undefined ? {} : { zone: values.zone }),
      ...(currency === undefined ? {} : { currency }),
    })
    await show(report, { out, json: values.json === true, locale, t })
    return 0
  } finally {
    source.drop()
  }
}

type Showing = { out: string | undefined; json: boolean; locale: Locale; t: Translate }

async function show(report: ShopReport, { out, json, locale, t }: Showing): Promise<void> {
  const { renderHtml, renderTerminal } = await import('#modules/report')
  if (out !== undefined) {
    await writeFile(out, renderHtml(report, { locale })).catch(notWritten(out))
    process.stderr.write(`${t('cli.html_written', { file: out })}\n`)
  }
  if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  else if (out === undefined) {
    const width = Math.max(60, Math.min(120, process.stdout.columns ?? 100))
    process.stdout.write(
      renderTerminal(report, { locale, width, color: process.stdout.isTTY === true && !process.env.NO_COLOR }),
    )
  }
}

/** Says which column was taken for what and what is odd; throws what is wrong with the file as a whole. */
async function checkFile(
  path: string,
  { locale, map, reading }: { locale: Locale; map: MapEntry[] | undefined; reading: ReadingChoices },
): Promise<void> {
  const look = await lookAtFile(path, '', { kind: 'orders', map, reading })
  for (const sentence of tellOddities(locale, look.problems)) process.stderr.write(`${sentence}\n`)
  checkImport(look)
  const columns = tellColumns(locale, look.columns)
  if (columns !== undefined) process.stderr.write(`${columns}\n`)
}

async function checkWritable(out: string): Promise<void> {
  const found = await stat(out).catch(() => undefined)
  if (found?.isDirectory()) notWritten(out)({ code: 'EISDIR' })
  await access(found ? out : dirname(out), constants.W_OK).catch(notWritten(out))
}

const notWritten =
  (file: string) =>
  ({ code = '' }: { code?: string }): never => {
    throw new DomainError('invalid', 'not_written', `${file} cannot be written (${code}).`, { file, code })
  }
