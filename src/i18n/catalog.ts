/** Message catalogs from disk, for the server and the command line; the console loads the same files through Vite. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTranslator, type Locale, type Messages, type Translate } from '#platform/i18n'

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
  return createTranslator(locale, loadMessages(locale, ...areas))
}
