import { runImportCommand } from '#modules/imports'
import { listWorkspaceIds } from '#modules/workspaces'
import { loadConfig } from '#platform/config'
import { DomainError } from '#platform/errors'
import { createLog } from '#platform/log'
import { startRegulars } from '../start.ts'
import { createProgressBar } from './progress-bar.ts'
import { cliLocale, cliWords } from './words.ts'

/** `regulars import FILE`: into the workspace of this installation, or the one REGULARS_WORKSPACE names. */
export async function importCommand(args: string[]): Promise<number> {
  const locale = cliLocale()
  const { t } = cliWords(locale)
  const config = loadConfig(process.env)
  const log = createLog({ level: 'warn' })
  const regulars = await startRegulars({ ...config, role: 'worker' }, log, { web: false })
  try {
    const ids = await listWorkspaceIds(regulars.db)
    const wanted = process.env.REGULARS_WORKSPACE
    const workspaceId = wanted === undefined ? ids[0] : ids.find((id) => id === wanted)
    if (workspaceId === undefined) throw new DomainError('not_found', 'no_workspace', 'There is no workspace yet.')
    const { imports } = regulars
    await runImportCommand({ ...imports, workspaceId, locale, folder: process.env.INIT_CWD ?? '.' }, args, {
      print: (line) => void process.stdout.write(`${line}\n`),
      bar: createProgressBar(process.stderr, locale, t),
    })
    return 0
  } finally {
    await regulars.stop()
  }
}
