/** What the code says to people comes from the catalogs, all of it and nothing else; styles follow the reading direction. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { locales } from '#platform/i18n'
import { loadMessages } from './catalog.ts'
import { fillPattern, findKeys, findShortKeys } from './testing/find-keys.ts'
import { findWordsInConsole, findWordsInHtml } from './testing/find-words.ts'
import { filesIn, parse, productCode, sourceFolder } from './testing/walk-code.ts'

const areas = readdirSync(join(import.meta.dirname, 'en')).map((name) => name.slice(0, -'.json'.length))
const known = Object.keys(loadMessages('en', ...areas))
const code = productCode()
const consoleCode = code.filter(({ path }) => path.startsWith('console/') && !path.startsWith('console/gallery/'))
const scripts = productCode(join(sourceFolder, '../scripts'), '.js')
const asked = findKeys([...code, ...scripts], areas)

test('every key the code asks for exists', () => {
  const keys = new Set(known)
  const missing = [...asked.called].filter(([key]) => !keys.has(key)).map(([key, at]) => `${at}: ${key}`)
  const empty = asked.patterns
    .filter(({ parts }) => !known.some((key) => fillPattern(key, parts) !== undefined))
    .map(({ parts, at }) => `${at}: ${parts.join('…')}`)
  expect([...missing, ...empty]).toEqual([])
})

/** Its words come from zod, not from our code. */
const ofTheParser = /^errors\.field_/

/** They are found by the reason of an error. */
const ofReasons = /^(?:errors|cli|admin_cli|import_reasons|simulate)\./

test('every key is asked for', () => {
  const isUsed = (key: string): boolean =>
    asked.literal.has(key) ||
    ofTheParser.test(key) ||
    (ofReasons.test(key) && asked.texts.has(key.slice(key.indexOf('.') + 1))) ||
    asked.patterns.some(({ parts }) => {
      const gaps = fillPattern(key, parts)
      return gaps?.every((gap) =>
        gap.split(/[._\d-]+|(?=[A-Z])/).every((word) => word === '' || asked.words.has(word.toLowerCase())),
      )
    })
  expect(known.filter((key) => !isUsed(key))).toEqual([])
})

test('what the till borrows from cards addresses nobody: there it is staff who read it', () => {
  const till = code.filter(({ path }) => path.startsWith('pages/staff/')).map(({ text }) => text)
  const borrowed = [...till.join('\n').matchAll(/card\.[a-z_.]+/g)].map(([key]) => key)
  expect(borrowed).toContain('card.balance.points')
  const isBorrowed = (key: string) => borrowed.some((one) => key === one || (one.endsWith('_') && key.startsWith(one)))
  const spoken = locales.flatMap((locale) =>
    Object.entries(loadMessages(locale, 'card')).filter(([key, text]) => text.includes('{voice,') && isBorrowed(key)),
  )
  expect(spoken).toEqual([])
})

test('no words for people stand in the console’s code', () => {
  expect(consoleCode.flatMap(findWordsInConsole)).toEqual([])
})

test('no words for people stand in the HTML that the server writes', () => {
  const server = code.filter(({ path }) => !path.startsWith('console/'))
  expect(server.flatMap(findWordsInHtml)).toEqual([])
})

test('words in code would be found, wherever they hide', () => {
  const find = (text: string): number => findWordsInConsole(parse('a.tsx', `const a = ${text}`)).length
  expect(find('<p>Hello</p>')).toBe(1)
  expect(find('<p>{isNew ? "New" : t("a.b")}</p>')).toBe(1)
  expect(find('<input placeholder={`Search $' + '{t("a.b")}`} />')).toBe(1)
  expect(find('<Figure label="Customers" help="insights.help" />')).toBe(1)
  expect(find('{ label: "Browser" }')).toBe(1)
  expect(find('toast.good("Saved")')).toBe(1)
  expect(find('<p>{t("a.b")} · <kbd>Ctrl</kbd> <b translate="no">Regulars</b></p>')).toBe(0)
  expect(findWordsInHtml(parse('a.ts', 'const a = `<p>Dear $' + '{name}</p>`'))).toHaveLength(1)
  expect(findWordsInHtml(parse('a.ts', 'const a = `<p>$' + '{t("a.b")}</p>`'))).toHaveLength(0)
})

test.each(locales.filter((locale) => locale !== 'en'))('in %s the words on buttons and tabs have room', (locale) => {
  const english = loadMessages('en', ...areas)
  const here = loadMessages(locale, ...areas)
  const long = [...findShortKeys(code)]
    .map((key) => ({ key, text: here[key] ?? '', limit: (english[key] ?? '').length * 1.9 + 12 }))
    .filter(({ text, limit }) => !text.includes('{') && text.length > limit)
    .map(({ key, text }) => `${key}: ${text}`)
  expect(long).toEqual([])
})

const physicalCss =
  /(?:^|[\s;{])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)?|border-(?:top|bottom)-(?:left|right)-radius|left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b/m
const physicalStyle =
  /\b(?:margin|padding|border|scrollMargin|scrollPadding)(?:Left|Right)\w*\s*:|\b(?:textAlign|float)\s*:\s*['"](?:left|right)['"]|style=\{\{[^}]*\b(?:left|right)\s*:|\s(?:ml|mr|pl|pr)=[{"']/

test('styles follow the reading direction', () => {
  const physical = [
    ...filesIn(sourceFolder, '.css').filter((path) => physicalCss.test(withoutComments(readFileSync(path, 'utf8')))),
    ...consoleCode.filter(({ text }) => physicalStyle.test(text)).map(({ path }) => path),
  ]
  expect(physical).toEqual([])
})

test('styles that do not would be found', () => {
  const css = ['a { margin-left: 2px }', 'a{left:0}', 'a { text-align: right; }', 'a {\n  border-left-color: red;\n}']
  expect(css.filter((text) => physicalCss.test(text))).toEqual(css)
  const styles = ['style={{ left: 4 }}', "textAlign: 'right'", 'marginLeft: 3', '<Box ml="sm">']
  expect(styles.filter((text) => physicalStyle.test(text))).toEqual(styles)
  expect(physicalCss.test('a { margin-inline-start: 2px; inset-inline: 0 }')).toBe(false)
})

function withoutComments(css: string): string {
  return css.replaceAll(/\/\*[\s\S]*?\*\//g, '')
}
