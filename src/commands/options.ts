import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { DomainError } from '#platform/errors'

/** Reads `--name value` options; an unknown one is an error that names it. */
export function readOptions<T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw new DomainError('invalid', 'bad_option', (error as Error).message)
  }
}
