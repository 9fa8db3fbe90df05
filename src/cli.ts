/** The command line: `regulars <command> [options]`. */
import { isDomainError } from '#platform/errors'
import { commands } from './commands/index.ts'
import { cliLocale, cliWords } from './commands/words.ts'

const [name = 'help', ...args] = process.argv.slice(2)
const command = commands[name] ?? commands.help

try {
  process.exitCode = (await command?.(args)) ?? 0
} catch (error) {
  // What a person can act on is said in their language; anything else is a bug and shows where.
  if (isDomainError(error)) process.stderr.write(`${cliWords(cliLocale()).problem(error)}\n`)
  else console.error(error)
  // A start that failed half-way has loops under way that would keep the process for ever.
  process.exit(1)
}
