import { loadConfig } from '#platform/config'
import { readImport } from './import-options.ts'
import { cliLocale } from './words.ts'

/** `regulars import FILE`: into the workspace of this installation, or the one REGULARS_WORKSPACE names. */
export async function importCommand(args: string[]): Promise<number> {
  const locale = cliLocale()
  const config = loadConfig(process.env)
  const command = await readImport(args, process.env.INIT_CWD ?? '.')
  // What is wrong with the words or the file is said before any of this is loaded or started.
  const { importInto } = await import('./import-into.ts')
  await importInto(config, command, locale)
  return 0
}
