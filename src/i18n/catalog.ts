/** Message catalogs from disk, for the server and the command line; the console loads the same files through Vite. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Voice } from '#contract/brand'
import { toneIn } from '#contract/voices'
import { createTranslator, type Locale, type Messages, type Translate, type Values } from '#platform/i18n'

const loaded = new Map<string, Messages>()

/** `area` is the file's name: src/i18n/<locale>/<area>.json. */
export function loadMessages(locale: Locale, ...areas: string[]): Messages {
  const all: Messages = {}
  for (const area of areas) {
    const key = `${locale}/${area}`
    let messages = loaded.get(key)
    if (!messages) {
      messages = JSON.parse(readFileSync(join(import.meta.dirname, `${key}.json`), 'utf8')) as Messages
      loaded.set(key, messages)
    }
    Object.assign(all, messages)
  }
  return all
}

export function translatorFor(locale: Locale, ...areas: string[]): Translate {
  return keptTranslator(locale, areas)
}

/** The same for words that customers read: they are addressed as the business chose (Settings › Brand). */
export function translatorInVoice(locale: Locale, voice: Voice, ...areas: string[]): Translate {
  return keptTranslator(locale, areas, { voice: toneIn(voice, locale) })
}

const translators = new Map<string, Translate>()

/** A translator compiles a sentence when it is first asked for it; a page has a hundred of them. */
function keptTranslator(locale: Locale, areas: string[], standing?: Values): Translate {
  const key = JSON.stringify([locale, areas, standing])
  let translate = translators.get(key)
  if (!translate) {
    translate = createTranslator(locale, loadMessages(locale, ...areas), standing)
    translators.set(key, translate)
  }
  return translate
}
