import { basename } from 'node:path'
import { toman } from '#contract/import-words'
import { type ImportRow, importKind } from '#contract/imports'
import {
  checkImport,
  choiceOptions,
  findFile,
  type ImportCommand,
  lookAtFile,
  parseMap,
  readChoices,
} from '#modules/imports'
import { readTimeZone } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { isCurrency } from '#platform/money'
import { readChoice, readOptions } from './options.ts'

const text = { type: 'string' } as const

const options = {
  kind: text,
  map: text,
  currency: text,
  zone: text,
  source: text,
  ...choiceOptions,
  'dry-run': { type: 'boolean' },
} as const

/**
 * Reads `FILE [--kind …] [--map …] [--currency …] [--zone …] [--dates …] [--decimal …] [--amount …] [--source …] [--dry-run]` and
 * looks at the file; `folder` is where the person stands. Throws what is wrong with either.
 */
export async function readImport(args: string[], folder: string): Promise<ImportCommand> {
  const { values, positionals } = readOptions(args, options)
  const [file] = positionals
  if (file === undefined || positionals.length > 1)
    throw new DomainError('invalid', 'import_needs_file', 'regulars import FILE')
  const { map, zone, source } = values
  const kind = readKind(values.kind)
  const currency = readCurrency(values.currency)
  checkZone(zone)
  const asked = {
    ...(kind === undefined ? {} : { kind }),
    ...(map === undefined ? {} : { map: parseMap(map) }),
    reading: readChoices(values),
  }
  const { path, isPipe } = await findFile(file, folder)
  // An import may have to begin again where it was.
  if (isPipe) throw new DomainError('invalid', 'file_is_pipe', `${file} can be read only once.`, { file })
  checkImport(await lookAtFile(path, basename(path), asked))
  return {
    ...asked,
    path,
    dryRun: values['dry-run'] ?? false,
    ...(currency === undefined ? {} : { currency }),
    ...(zone === undefined ? {} : { timeZone: zone }),
    ...(source === undefined ? {} : { source }),
  }
}

function readKind(given: string | undefined): ImportRow['kind'] | undefined {
  return given === undefined ? undefined : readChoice('kind', given, importKind.options)
}

/** In capitals, tomans among them. Throws unknown_currency. */
export function readCurrency(given: string | undefined): string | undefined {
  const currency = given?.toUpperCase()
  if (currency === undefined || currency === toman || isCurrency(currency)) return currency
  throw new DomainError('invalid', 'unknown_currency', `${currency} is not an ISO 4217 currency.`)
}

/** Throws unknown_zone. */
export function checkZone(zone: string | undefined): void {
  if (zone !== undefined && readTimeZone(zone) === undefined)
    throw new DomainError('invalid', 'unknown_zone', `${zone} is not a time zone.`, { zone })
}
