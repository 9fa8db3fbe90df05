import type { BusinessKind } from '#models/business'
import { DomainError } from '#platform/errors'
import { isLocale, type Locale } from '#platform/i18n'
import { readOptions } from './options.ts'
import { cliLocale } from './words.ts'

const options = { language: { type: 'string' } } as const

/** Without a kind it is the sample of a real shop. */
export type DemoAsked = { kind: BusinessKind | undefined; locale: Locale }

/** Reads `[cafe|shop] [--language hu]`. Throws demo_unknown, unknown_option. */
export function readDemo(args: string[]): DemoAsked {
  const { values, positionals } = readOptions(args, options)
  const [kind, ...more] = positionals
  const { language = cliLocale() } = values
  const isKnown = kind === undefined || kind === 'cafe' || kind === 'shop'
  if (!isKnown || more.length > 0 || !isLocale(language))
    throw new DomainError('invalid', 'demo_unknown', 'regulars demo [cafe|shop] [--language en|hu|ru|fa|pl]')
  return { kind, locale: language }
}
