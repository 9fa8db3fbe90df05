import { createWriteStream, existsSync } from 'node:fs'
import { basename } from 'node:path'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { toman } from '#contract/import-words'
import { type ImportProgress, importKind } from '#contract/imports'
import { translatorFor } from '#i18n'
import { csvHead, csvLine } from '#platform/csv'
import { DomainError } from '#platform/errors'
import { formatDay, formatMoney, formatNumber, type Locale, type Translate } from '#platform/i18n'
import { isCurrency } from '#platform/money'
import { inWorkspace } from '#platform/postgres'
import { checkImport } from './check-import.ts'
import { createImport } from './create-import.ts'
import { dryRunImport } from './dry-run-import.ts'
import { whyNoPurchase } from './explain-outcome.ts'
import { findFile } from './find-file.ts'
import type { FileDeps } from './import-context.ts'
import { type ImportOrder, importFile } from './import-file.ts'
import { shareDone } from './import-share.ts'
import { getImport } from './imports.repo.ts'
import { errorsPath } from './open-import.ts'
import { type ImportKind, parseMap } from './reading/index.ts'
import { choiceOptions, readChoices } from './reading-choices.ts'
import { readRowErrors } from './row-errors.ts'
import { tellColumns, tellOddities, tellReason } from './tell-import.ts'

/** Where the command writes: whole lines, and a bar that is drawn over. */
export type CommandOutput = {
  print: (line: string) => void
  bar: {
    update: (state: {
      label: string
      done: number
      total: number
      perSecond?: number
      secondsLeft?: number | null
    }) => void
    clear: () => void
  }
}

/**
 * `regulars import FILE [--kind …] [--map …] [--currency …] [--zone …] [--dates …] [--decimal …] [--amount …] [--source …]
 * [--dry-run]` into one workspace; `folder` is where the person stands. Needs a projector that runs, here or elsewhere. Throws a DomainError for what its caller can put right.
 */
export async function runImportCommand(
  deps: FileDeps & { workspaceId: string; locale: Locale; folder?: string },
  argv: string[],
  out: CommandOutput,
): Promise<void> {
  const { workspaceId, locale } = deps
  const t = translatorFor(locale, 'import_cli')
  const { file, dryRun, ...wanted } = readArguments(argv, t)
  const { path, isPipe } = await findFile(file, deps.folder ?? '.')
  // An import may have to begin again where it was.
  if (isPipe) throw new DomainError('invalid', 'file_is_pipe', `${file} can be read only once.`, { file })
  const preview = await createImport(deps, { workspaceId, filePath: path, fileName: basename(path), ...wanted })
  const { importId, kind, mapping } = preview
  const columns = tellColumns(locale, preview.columns)
  if (columns !== undefined) out.print(columns)
  for (const sentence of tellOddities(locale, preview.problems)) out.print(sentence)
  if (preview.sameFileAs) out.print(t('import_cli.same_file'))
  checkImport(await inWorkspace(deps.db, workspaceId, (tx) => getImport(tx, workspaceId, importId)))
  const draw = (progress: ImportProgress, status: Phase, done: number): void =>
    out.bar.update({ label: t(`import_cli.${status}`), done, total: 1, ...paceOf(progress, status) })
  if (dryRun) {
    const found = await dryRunImport(deps, {
      workspaceId,
      importId,
      onProgress: (progress) => draw(progress, 'reading', progress.bytesRead / Math.max(1, progress.totalBytes)),
    })
    out.bar.clear()
    printSummary(found.progress, kind, locale, t, out)
    const { firstDay, lastDay, currency, revenueMinor } = found
    if (firstDay && lastDay && currency) {
      const revenue = formatMoney(revenueMinor, currency, locale)
      out.print(t('import_cli.period', { from: formatDay(firstDay, locale), to: formatDay(lastDay, locale), revenue }))
    }
    out.print(t('import_cli.nothing_written'))
    return
  }
  const onProgress: NonNullable<ImportOrder['onProgress']> = (progress, status, expected) =>
    draw(progress, status, shareDone(progress, status, expected))
  try {
    const progress = await importFile(deps, { workspaceId, importId, path, kind, mapping, onProgress })
    out.bar.clear()
    printSummary(progress, kind, locale, t, out)
    if (progress.errors > 0) {
      const list = `${path}.errors.csv`
      await writeErrors(
        errorsPath(deps.dataDir, importId),
        list,
        preview.columns.map(({ name }) => name),
        locale,
      )
      out.print(t('import_cli.errors', { count: formatNumber(progress.errors, locale), path: list }))
    }
  } finally {
    out.bar.clear()
  }
}

type Phase = 'reading' | 'writing' | 'projecting'

function readArguments(argv: string[], t: Translate) {
  const text = { type: 'string' } as const
  const options = {
    kind: text,
    map: text,
    currency: text,
    zone: text,
    source: text,
    ...choiceOptions,
    'dry-run': { type: 'boolean' },
  } as const
  const usage = () => new DomainError('invalid', 'bad_option', t('import_cli.usage'))
  let read: ReturnType<typeof parseArgs<{ args: string[]; options: typeof options; allowPositionals: true }>>
  try {
    read = parseArgs({ args: argv, options, allowPositionals: true })
  } catch {
    throw usage()
  }
  const { values, positionals } = read
  const [file] = positionals
  const kind = importKind.optional().safeParse(values.kind)
  if (!file || positionals.length > 1 || !kind.success) throw usage()
  const currency = values.currency?.toUpperCase()
  if (currency !== undefined && currency !== toman && !isCurrency(currency)) throw usage()
  return {
    file,
    dryRun: values['dry-run'] ?? false,
    ...(kind.data ? { kind: kind.data } : {}),
    ...(values.map ? { map: parseMap(values.map) } : {}),
    ...(currency ? { currency } : {}),
    ...(values.zone ? { timeZone: requireZone(values.zone, usage) } : {}),
    ...(values.source ? { source: values.source } : {}),
    reading: readChoices(values),
  }
}

function requireZone(zone: string, usage: () => DomainError): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    throw usage()
  }
}

const paceOf = ({ rowsPerSecond, secondsLeft }: ImportProgress, status: Phase) =>
  status === 'reading' ? { perSecond: rowsPerSecond, secondsLeft } : { secondsLeft }

function printSummary(
  progress: ImportProgress,
  kind: ImportKind,
  locale: Locale,
  t: Translate,
  out: CommandOutput,
): void {
  const n = (value: number) => formatNumber(value, locale)
  const { rows, rowsUsed, orders, refunds, customers, duplicates } = progress
  if (kind === 'orders')
    out.print(
      t('import_cli.summary_orders', {
        orders: n(orders),
        refunds: n(refunds),
        customers: n(customers),
        rows: n(rows),
      }),
    )
  else out.print(t('import_cli.summary_rows', { used: n(rowsUsed), rows: n(rows) }))
  if (duplicates > 0) out.print(t('import_cli.duplicates', { count: n(duplicates) }))
  for (const [reason, count] of Object.entries(progress.skipped)) {
    out.print(t('import_cli.skipped', { count: n(count), reason: tellReason(locale, reason) }))
  }
  const why = whyNoPurchase(kind, progress)
  if (why) out.print(tellReason(locale, why.reason, why.details, why.message))
}

async function writeErrors(from: string, to: string, headings: string[], locale: Locale): Promise<void> {
  if (!existsSync(from)) return
  const file = createWriteStream(to)
  file.write(csvHead(['line', 'reason', 'message', 'detail', ...headings]))
  for await (const { line, reason, detail, cells } of readRowErrors(from)) {
    const ready = file.write(csvLine([line, reason, tellReason(locale, reason), detail, ...cells]))
    if (!ready) await new Promise((resume) => file.once('drain', resume))
  }
  file.end()
  await finished(file)
}
