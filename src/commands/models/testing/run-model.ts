import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What `regulars models …` prints, as a program of its own would see it. */
export async function runModel(args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await run(process.execPath, ['src/cli.ts', 'models', ...args], { maxBuffer: 10_000_000 })
  return JSON.parse(stdout) as Record<string, unknown>
}

/** The sentence it gives up with. */
export async function failModel(args: string[]): Promise<string> {
  try {
    await run(process.execPath, ['src/cli.ts', 'models', ...args], { env: { ...process.env, REGULARS_LOCALE: 'en' } })
  } catch (error) {
    return (error as { stderr: string }).stderr
  }
  throw new Error('It did not fail.')
}
