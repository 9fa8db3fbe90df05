/** All five languages say everything that English says, in their own words and with their own plurals. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import { type Locale, locales } from '#platform/i18n'
import { loadMessages } from './catalog.ts'

const folder = import.meta.dirname
const source = join(folder, '..')
const areas = filesIn(join(folder, 'en'), '.json').map((path) => path.slice(join(folder, 'en').length + 1, -5))
const others = locales.filter((locale) => locale !== 'en')

/** In Hungarian and Persian a noun after a number does not change, so `other` says it all. */
const neededForms: Record<Locale, string[]> = {
  en: ['one', 'other'],
  hu: ['other'],
  fa: ['other'],
  ru: ['one', 'few', 'many', 'other'],
  pl: ['one', 'few', 'many', 'other'],
}

/** The same word in both languages, a name, or a code. */
const sameOnPurpose = /^(?:regulars|e-mail|import|status|test|marketer|YOUR_WRITE_KEY)$/i

test.each(others)('%s has the areas and keys of English, no more and no fewer', (locale) => {
  expect(filesIn(join(folder, locale), '.json').map((path) => path.slice(join(folder, locale).length + 1, -5))).toEqual(
    areas,
  )
  for (const area of areas) {
    expect(Object.keys(loadMessages(locale, area)).sort(), area).toEqual(Object.keys(loadMessages('en', area)).sort())
  }
})

test.each(locales)('every message of %s is whole: it compiles and has all plural forms', (locale) => {
  const broken: string[] = []
  for (const [key, text] of Object.entries(loadMessages(locale, ...areas))) {
    try {
      for (const forms of readMessage(text, locale).plurals) {
        const missing = neededForms[locale].filter((form) => !forms.includes(form))
        if (missing.length > 0) broken.push(`${key}: ${missing.join(', ')}`)
      }
    } catch (error) {
      broken.push(`${key}: ${String(error)}`)
    }
  }
  expect(broken).toEqual([])
})

test.each(others)('%s fills in what English fills in', (locale) => {
  const english = loadMessages('en', ...areas)
  const different = Object.entries(loadMessages(locale, ...areas)).flatMap(([key, text]) => {
    const here = [...readMessage(text, locale).names].sort().join(' ')
    const there = [...readMessage(english[key] ?? '', 'en').names].sort().join(' ')
    return here === there ? [] : [`${key}: ${here} | ${there}`]
  })
  expect(different).toEqual([])
})

test.each(others)('nothing of %s is still in English', (locale) => {
  const english = loadMessages('en', ...areas)
  const left = Object.entries(loadMessages(locale, ...areas)).filter(
    ([key, text]) =>
      text === english[key] && /\p{L}{4,}/u.test(wordsOf(text)) && !sameOnPurpose.test(wordsOf(text).trim()),
  )
  expect(left).toEqual([])
})

test('every key the code asks for exists', () => {
  const known = Object.keys(loadMessages('en', ...areas))
  const keys = new Set(known)
  const missing: string[] = []
  const area = new RegExp(`['"]((?:${areas.join('|')})\\.[a-z0-9_.-]+)['"]`, 'g')
  for (const path of [...filesIn(source, '.ts'), ...filesIn(source, '.tsx')]) {
    if (path.endsWith('.test.ts')) continue
    const code = readFileSync(path, 'utf8')
    // In the console a key may stand far from the call (a heading's help, a label of the navigation).
    const asked = path.includes('/console/') ? code.matchAll(area) : code.matchAll(/\bt\(\s*['"]([a-z_]+\.[^'"]+)['"]/g)
    for (const [, key = ''] of asked) if (!keys.has(key)) missing.push(`${path.slice(source.length + 1)}: ${key}`)
    for (const [, start = ''] of code.matchAll(/\bt\(\s*`([a-z_]+\.[^`$]*)\$\{/g)) {
      if (!known.some((key) => key.startsWith(start))) missing.push(`${path.slice(source.length + 1)}: ${start}…`)
    }
  }
  expect(missing).toEqual([])
})

/** Names that are the same everywhere. */
const names = ['Apache 2.0', 'openapi.json']

test('no words for people stand in the console’s code', () => {
  const found: string[] = []
  for (const path of filesIn(join(source, 'console'), '.tsx')) {
    const code = readFileSync(path, 'utf8').replaceAll(/<(\w+) translate="no">[^<]*<\/\1>|<kbd>[^<]*<\/kbd>/g, '')
    for (const [, text = ''] of code.matchAll(/>([^<>{}=;()|&]*\p{L}[^<>{}=;()|&]*)<\//gu)) {
      if (!names.includes(text.trim())) found.push(`${path}: ${text}`)
    }
    for (const [text] of code.matchAll(/\b(?:aria-label|title|placeholder|alt|label)="[^"]*\p{L}[^"]*"/gu)) {
      found.push(`${path}: ${text}`)
    }
  }
  expect(found).toEqual([])
})

test('styles follow the reading direction', () => {
  const sideways =
    /(?:^|[\s;{])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius|left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)/m
  const inCode = /\b(?:margin|padding|border)(?:Left|Right)\b|textAlign:\s*'(?:left|right)'/
  const physical = [
    ...filesIn(join(source, 'console'), '.css').filter((path) => sideways.test(readFileSync(path, 'utf8'))),
    ...filesIn(join(source, 'console'), '.tsx').filter((path) => inCode.test(readFileSync(path, 'utf8'))),
  ]
  expect(physical).toEqual([])
})

/** Kinds of nodes as intl-messageformat numbers them. */
const TYPE = { literal: 0, plural: 6, pound: 7 } as const
type Node = ReturnType<IntlMessageFormat['getAst']>[number]

/** What a message fills in, and the forms of each of its plurals. A value that only chooses a form is not filled in. */
function readMessage(text: string, locale: Locale): { names: Set<string>; plurals: string[][] } {
  const names = new Set<string>()
  const plurals: string[][] = []
  const visit = (nodes: Node[], counted?: string): void => {
    for (const node of nodes) {
      if (node.type === TYPE.pound && counted !== undefined) names.add(counted)
      if ('options' in node) {
        if (node.type === TYPE.plural) plurals.push(Object.keys(node.options))
        for (const { value } of Object.values(node.options))
          visit(value, node.type === TYPE.plural ? node.value : counted)
      } else if ('value' in node && node.type !== TYPE.literal) names.add(String(node.value))
    }
  }
  visit(new IntlMessageFormat(text, locale, undefined, { ignoreTag: true }).getAst())
  return { names, plurals }
}

/** A message without what is filled in. */
function wordsOf(text: string): string {
  return text.replaceAll(/\{[a-zA-Z]+(?:, number)?\}/g, '')
}

function filesIn(directory: string, ending: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(directory, name))
}
