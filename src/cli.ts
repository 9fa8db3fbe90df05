/** The command line: `regulars <command> [options]`. */
import { DomainError, isDomainError } from '#platform/errors'
import { exitCodeOf } from './commands/exit-codes.ts'
import { commands } from './commands/index.ts'
import { cliLocale, cliWords } from './commands/words.ts'

const usual: Record<string, string> = { '--help': 'help', '-h': 'help', '--version': 'version', '-v': 'version' }
const [first = 'help', ...args] = process.argv.slice(2)
const wantsHelp = args.includes('--help') || args.includes('-h')
const name = wantsHelp ? 'help' : (usual[first] ?? first)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined

// Whoever reads our output may stop reading (`| head`): that is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  if (!command) throw new DomainError('invalid', 'unknown_command', `There is no command ${name}.`, { command: name })
  process.exitCode = await command(args)
} catch (error) {
  // A bar that was being drawn is not the beginning of what went wrong.
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  // What a person can act on is said in their language; anything else is a bug and shows where.
  if (isDomainError(error)) process.stderr.write(`${cliWords(cliLocale()).problem(error)}\n`)
  else console.error(error)
  // A start that failed half-way has loops under way that would keep the process for ever.
  process.exit(exitCodeOf(error))
}
