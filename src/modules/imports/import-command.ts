import { createWriteStream, existsSync } from 'node:fs'
import { basename } from 'node:path'
import { finished } from 'node:stream/promises'
import type { ImportProgress } from '#contract/imports'
import { translatorFor } from '#i18n'
import { csvHead, csvLine } from '#platform/csv'
import { formatDay, formatMoney, formatNumber, type Locale, type Translate } from '#platform/i18n'
import { createImport, type NewImport } from './create-import.ts'
import { dryRunImport } from './dry-run-import.ts'
import { whyNoPurchase } from './explain-outcome.ts'
import type { FileDeps } from './import-context.ts'
import { type ImportOrder, importFile } from './import-file.ts'
import { shareDone } from './import-share.ts'
import { errorsPath } from './open-import.ts'
import type { ImportKind } from './reading/index.ts'
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

export type ImportCommand = Omit<NewImport, 'workspaceId' | 'importId' | 'filePath' | 'fileName'> & {
  path: string
  dryRun: boolean
}

/**
 * `regulars import FILE` into one workspace; with `dryRun` nothing is written. Needs a projector that runs, here or elsewhere.
 * Throws a DomainError for what its caller can put right.
 */
export async function runImportCommand(
  deps: FileDeps & { workspaceId: string; locale: Locale },
  { path, dryRun, ...wanted }: ImportCommand,
  out: CommandOutput,
): Promise<void> {
  const { workspaceId, locale } = deps
  const t = translatorFor(locale, 'import_cli')
  const preview = await createImport(deps, { workspaceId, filePath: path, fileName: basename(path), ...wanted })
  const { importId, kind, mapping } = preview
  const columns = tellColumns(locale, preview.columns)
  if (columns !== undefined) out.print(columns)
  for (const sentence of tellOddities(locale, preview.problems)) out.print(sentence)
  if (preview.sameFileAs) out.print(t('import_cli.same_file'))
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
