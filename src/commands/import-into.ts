import { type ImportCommand, runImportCommand } from '#modules/imports'
import { listWorkspaceIds } from '#modules/workspaces'
import type { Config } from '#platform/config'
import { DomainError } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import { createLog } from '#platform/log'
import { startRegulars } from '../start.ts'
import { createProgressBar } from './progress-bar.ts'
import { cliWords } from './words.ts'

/** Starts what an import needs, imports, and stops it. Throws no_workspace. */
export async function importInto(config: Config, command: ImportCommand, locale: Locale): Promise<void> {
  const { t } = cliWords(locale)
  const regulars = await startRegulars({ ...config, role: 'worker' }, createLog({ level: 'warn' }), { web: false })
  try {
    const ids = await listWorkspaceIds(regulars.db)
    const wanted = process.env.REGULARS_WORKSPACE
    const workspaceId = wanted === undefined ? ids[0] : ids.find((id) => id === wanted)
    if (workspaceId === undefined) throw new DomainError('not_found', 'no_workspace', 'There is no workspace yet.')
    await runImportCommand({ ...regulars.imports, workspaceId, locale }, command, {
      print: (line) => void process.stdout.write(`${line}\n`),
      bar: createProgressBar(process.stderr, locale, t),
    })
  } finally {
    await regulars.stop()
  }
}
