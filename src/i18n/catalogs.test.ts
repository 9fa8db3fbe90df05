/** All five languages say everything that English says, in their own words and with their own plurals. */
import { join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import { type Locale, locales } from '#platform/i18n'
import { loadMessages } from './catalog.ts'
import { filesIn } from './testing/walk-code.ts'

const folder = import.meta.dirname
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

/** A form that the language does not have is never shown: somebody has written it for another one. */
function allowedForms(locale: Locale): string[] {
  return new Intl.PluralRules(locale).resolvedOptions().pluralCategories
}

/** The same word in both languages, a name, or a code. */
const sameOnPurpose =
  /^(?:regulars|e-mail|import|status|test|segment|marketer|system|weekend|push|marketing|port|folder|YOUR_WRITE_KEY)$/i

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
        const foreign = forms.filter((form) => !form.startsWith('=') && !allowedForms(locale).includes(form))
        if (foreign.length > 0) broken.push(`${key}: never used, ${foreign.join(', ')}`)
      }
    } catch (error) {
      broken.push(`${key}: ${String(error)}`)
    }
  }
  expect(broken).toEqual([])
})

/** Each language has its own ways to address people; English has one. */
const isShared = (name: string) => name !== 'voice'
const isTone = (select: string) => select === 'voice:informal/other'

/** What customers read; colleagues are addressed as in the console, in one way. */
const speaksInVoice = /^(?:card|plays|survey_page|messaging\.(?:page|confirm))\./
/** Said where nobody knows whose page it would have been. */
const saidByNobody = /\.gone[._]/

test.each(others)(
  'where %s decides by the voice there are two ways to say it, for those who are addressed',
  (locale) => {
    const decides = Object.entries(loadMessages(locale, ...areas)).filter(([, text]) => text.includes('{voice,'))
    const strangers = decides.filter(([key]) => !speaksInVoice.test(key) || saidByNobody.test(key))
    expect(strangers.map(([key]) => key)).toEqual([])
    const tones = readMessage(decides.map(([, text]) => text).join('\n'), locale).selects.filter(isTone)
    expect(tones.length).toBeGreaterThanOrEqual(decides.length)
    const same = decides.filter(([, text]) => {
      const [formal, informal] = ['formal', 'informal'].map((voice) => sayInVoice(text, locale, voice))
      return formal === informal || !formal || !informal
    })
    expect(same.map(([key]) => key)).toEqual([])
    const areasWithVoice = new Set(decides.map(([key]) => key.split('.')[0]))
    expect([...areasWithVoice].sort()).toEqual(['card', 'messaging', 'plays', 'survey_page'])
  },
)

test('Hungarian finds another word order before it writes a(z)', () => {
  const bracketed = Object.entries(loadMessages('hu', ...areas)).filter(([, text]) => /\ba\(z\)/i.test(text))
  expect(bracketed.map(([key]) => key)).toEqual([])
})

test.each(others)('%s fills in what English fills in', (locale) => {
  const english = loadMessages('en', ...areas)
  const different = Object.entries(loadMessages(locale, ...areas)).flatMap(([key, text]) => {
    const here = [...readMessage(text, locale).names].filter(isShared).sort().join(' ')
    const there = [...readMessage(english[key] ?? '', 'en').names].filter(isShared).sort().join(' ')
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

test.each(locales)('in %s a choice has the same ways as in English, and one for all others', (locale) => {
  const english = loadMessages('en', ...areas)
  const different = Object.entries(loadMessages(locale, ...areas)).flatMap(([key, text]) => {
    const all = readMessage(text, locale).selects
    const here = all
      .filter((select) => !isTone(select))
      .sort()
      .join(' ')
    const there = readMessage(english[key] ?? '', 'en')
      .selects.sort()
      .join(' ')
    return here === there && (here === '' || here.includes('other')) ? [] : [`${key}: ${here} | ${there}`]
  })
  expect(different).toEqual([])
})

/** They show how figures stand in files. */
const ofFiles = /^imports\.(?:delimiter|dates|decimal)\./

/** What Persian is not written with: rule → what breaks it. */
const notPersian: Record<string, RegExp> = {
  'Arabic yeh, kaf or alef maksura': /[\u064a\u0643\u0649]/,
  'Arabic digits': /[\u0660-\u0669]/,
  'Latin digits beside Persian words': /(?:^|[\s«(])\d+(?=$|[\s»).،؛])/,
  'Latin comma, semicolon or question mark': /[\p{Script=Arabic}\u200c»] ?[,;?]/u,
  'a half-space that joins nothing': /\u200c(?:$|[\s\u200c.،؛:؟!»)])|(?:^|[\s«(])\u200c/,
  '«می» or «نمی» apart from its verb': /(?:^|[\s«(])ن?می \p{Script=Arabic}/u,
  '«ها» apart from its noun': /\p{Script=Arabic} ها(?:ی|یی|یم|یت|یش)?(?=$|[\s.،؛:؟!»)])/u,
  'the ezafe as a separate letter': /ه ی(?=\s)/,
}

test('Persian is written with its own letters, digits, marks and half-spaces', () => {
  const wrong = Object.entries(loadMessages('fa', ...areas)).flatMap(([key, text]) => {
    const words = text.replaceAll('OpenAPI 3.1', 'OpenAPI').replaceAll(/\{\w+, \w+,|\{\w+(?:, \w+)?\}/g, '{')
    return Object.entries(notPersian)
      .filter(([, breach]) => breach.test(words) && !ofFiles.test(key))
      .map(([rule]) => `${key}: ${rule}: ${text}`)
  })
  expect(wrong).toEqual([])
})

test('Persian that is written otherwise would be found', () => {
  const wrong = ['مشتري', 'كتاب', '٣ روز', '30 روز', 'آری?', 'می‌ رود', 'می رود', 'مشتری ها', 'خانه ی ما']
  expect(wrong.filter((text) => !Object.values(notPersian).some((breach) => breach.test(text)))).toEqual([])
  expect(Object.values(notPersian).some((breach) => breach.test('مشتری‌ها می‌آیند؛ ۳۰ روز، UTF-8'))).toBe(false)
})

/** Kinds of nodes as intl-messageformat numbers them. */
const TYPE = { literal: 0, select: 5, plural: 6, pound: 7 } as const
type Node = ReturnType<IntlMessageFormat['getAst']>[number]

/** What a message fills in, and the forms of each of its plurals. A value that only chooses a form is not filled in. */
function readMessage(text: string, locale: Locale): { names: Set<string>; plurals: string[][]; selects: string[] } {
  const names = new Set<string>()
  const plurals: string[][] = []
  const selects: string[] = []
  const visit = (nodes: Node[], counted?: string): void => {
    for (const node of nodes) {
      if (node.type === TYPE.pound && counted !== undefined) names.add(counted)
      if ('options' in node) {
        if (node.type === TYPE.plural) plurals.push(Object.keys(node.options))
        if (node.type === TYPE.select) selects.push(`${node.value}:${Object.keys(node.options).sort().join('/')}`)
        for (const { value } of Object.values(node.options))
          visit(value, node.type === TYPE.plural ? node.value : counted)
      } else if ('value' in node && node.type !== TYPE.literal) names.add(String(node.value))
    }
  }
  visit(new IntlMessageFormat(text, locale, undefined, { ignoreTag: true }).getAst())
  return { names, plurals, selects }
}

/** A message as one voice says it, with its values by their names. */
function sayInVoice(text: string, locale: Locale, voice: string): string {
  const names = Object.fromEntries([...text.matchAll(/\{(\w+)/g)].map(([, name = '']) => [name, 1]))
  return String(new IntlMessageFormat(text, locale, undefined, { ignoreTag: true }).format({ ...names, voice }))
}

/** A message without what is filled in. */
function wordsOf(text: string): string {
  return text.replaceAll(/\{[a-zA-Z]+(?:, number)?\}/g, '')
}
