import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { DomainError } from '#platform/errors'

/** Reads `--name value` options; an unknown one is an error that names it. A value may be a negative number. */
export function readOptions<T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  try {
    return parseArgs({ args: args.reduce(withNegatives, []), options, allowPositionals: true })
  } catch (error) {
    const { message } = error as Error
    const option = /'(-[^' ]+)/.exec(message)?.[1]
    throw new DomainError('invalid', option === undefined ? 'bad_option' : 'unknown_option', message, { option })
  }
}

/** The value of an option that is one of a few words. Throws choice_unknown. */
export function readChoice<T extends string>(option: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === given)
  if (found !== undefined) return found
  const words = allowed.join(', ')
  throw new DomainError('invalid', 'choice_unknown', `--${option} is one of ${words}, not “${given}”.`, {
    option,
    given: given.slice(0, 40),
    allowed: words,
  })
}

/** For a command that takes nothing more: what stands behind it is an error and not passed over. */
export function refuseMore(args: string[]): void {
  const [word] = readOptions(args, {}).positionals
  if (word !== undefined) throw new DomainError('invalid', 'bad_option', `“${word}” is not understood.`)
}

/** For a command of one word, `verify`, that takes nothing more. */
export function expectVerb([verb, ...rest]: string[], wanted: string, usage: string): void {
  if (verb !== wanted) throw new DomainError('invalid', 'bad_option', usage)
  refuseMore(rest)
}

/** `--days -5` is a bad number, not an option of its own. */
function withNegatives(args: string[], arg: string): string[] {
  const before = args.at(-1)
  if (!/^-\d/.test(arg) || !before?.startsWith('--')) return [...args, arg]
  return [...args.slice(0, -1), `${before}=${arg}`]
}
