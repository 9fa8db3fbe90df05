import type { ParseArgsOptionsConfig } from 'node:util'
import { DomainError } from '#platform/errors'
import { readOptions } from '../options.ts'

/**
 * The options of a model command and the `files` that may be named. Nothing that was typed is passed over: throws invalid for an option
 * that is not known or given twice, and for words that are neither option nor file.
 */
export function readArguments<T extends ParseArgsOptionsConfig>(args: string[], options: T, files = 1) {
  const read = readOptions(args, options)
  const given = args.flatMap((arg) => /^--[^=]+/.exec(arg)?.[0] ?? [])
  const twice = given.find((option, at) => given.indexOf(option) !== at)
  if (twice !== undefined) throw refusal(`${twice} is given twice.`)
  const spare = read.positionals[files]
  if (spare !== undefined) throw refusal(`“${spare}” is neither an option nor a file that is asked for.`)
  return read
}

/** `x=frequency,tx=3` as pairs. Throws invalid for what is not a pair, for a name given twice and for one that is not among `known`. */
export function readPairs(option: string, text: string, known?: readonly string[]): Record<string, string> {
  const pairs = new Map<string, string>()
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    if (at < 1 || name === '' || value === '')
      throw refusal(`${option}: “${pair}” is not name=${known ? 'column' : 'share'}.`)
    if (known && !known.includes(name))
      throw refusal(`${option} does not know ${name}; what it knows: ${known.join(', ')}.`)
    if (pairs.has(name)) throw refusal(`${option} names ${name} twice.`)
    pairs.set(name, value)
  }
  return Object.fromEntries(pairs)
}

/** A number above `above` and below `below`; what is not, throws invalid with the sentence that `asks` for one. */
export function readNumber(
  option: string,
  text: string,
  { above, below = Number.POSITIVE_INFINITY, asks }: { above: number; below?: number; asks: string },
): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (value > above && value < below) return value
  throw refusal(`${option} is ${asks}, not “${text}”.`)
}

/** `--name true|false`; undefined where it is not given. */
export function readSwitch(option: string, text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined
  if (text === 'true' || text === 'false') return text === 'true'
  throw refusal(`${option} is true or false, not “${text}”.`)
}

function refusal(sentence: string): DomainError {
  return new DomainError('invalid', 'model_option', sentence)
}
