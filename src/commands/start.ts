import { loadConfig } from '#platform/config'
import { createLog } from '#platform/log'
import { readSetupToken, startRegulars } from '../start.ts'
import { untilStopped } from './until-stopped.ts'
import { cliLocale, cliWords } from './words.ts'

/** `regulars start`: the product without sample data, until it is told to stop. */
export async function startCommand(): Promise<number> {
  const { t } = cliWords(cliLocale())
  const config = loadConfig(process.env)
  const regulars = await startRegulars(config, createLog({ level: config.logLevel }))
  const { url } = regulars
  if (url) {
    const token = await readSetupToken(regulars)
    const lines = token ? [t('cli.set_up_here'), `  ${url}/setup?token=${token}`] : [t('cli.open'), `  ${url}`]
    process.stdout.write(`\n${lines.join('\n')}\n${t('cli.stop_hint')}\n\n`)
  }
  await untilStopped(regulars.stop)
  return 0
}
