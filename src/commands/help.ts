import { version } from '../version.ts'
import { cliLocale, cliWords } from './words.ts'

export async function helpCommand(): Promise<number> {
  process.stdout.write(`${cliWords(cliLocale()).t('cli.help', { version })}\n`)
  return 0
}

export async function versionCommand(): Promise<number> {
  process.stdout.write(`${version}\n`)
  return 0
}
