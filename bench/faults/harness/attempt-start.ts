import { watchExit } from '#platform/process'
import { keepOutput, spawnServer } from './server.ts'

export type Attempt = { name: string; code: number | null; text: string; readable: boolean }

/** A start that should be refused in one readable line. */
export async function attempt(
  name: string,
  place: { dataDir: string; port: number },
  env: NodeJS.ProcessEnv = {},
): Promise<Attempt> {
  const child = spawnServer(place, { REGULARS_LOCALE: 'en', LOG_LEVEL: 'error', ...env })
  const output = keepOutput(child)
  const patience = setTimeout(() => child.kill('SIGTERM'), 90_000)
  const { code } = await watchExit(child)
  clearTimeout(patience)
  const text = output().trim()
  const lines = text.split('\n').length
  return {
    name,
    code,
    text,
    readable: code !== 0 && code !== null && lines <= 2 && !/^\s+at |node:internal|Error:/m.test(text) && text !== '',
  }
}
