import { translatorFor } from '#i18n'
import type { DomainError } from '#platform/errors'
import { isLocale, type Locale, reasonValues, type Translate, type Values } from '#platform/i18n'

/** The terminal's language when it is one of ours, else English. REGULARS_LOCALE decides over LANG. */
export function cliLocale(env: Record<string, string | undefined> = process.env): Locale {
  const wanted = env.REGULARS_LOCALE ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? ''
  const language = wanted.split(/[_.@-]/)[0]?.toLowerCase() ?? ''
  return isLocale(language) ? language : 'en'
}

/** Sentences of the command line, and a problem told in the reader's language where it has one. */
export function cliWords(locale: Locale): { t: Translate; problem: (error: DomainError) => string } {
  const t = translatorFor(locale, 'cli', 'errors', 'import_reasons', 'simulate')
  return {
    t,
    problem: (error) => {
      const values = reasonValues(error.details, (reason) => translate(t, `import_reasons.${reason}`, {}) ?? reason)
      for (const area of ['cli', 'simulate', 'import_reasons', 'errors']) {
        const text = translate(t, `${area}.${error.reason}`, values)
        if (text !== undefined) return text
      }
      return error.message
    },
  }
}

function translate(t: Translate, key: string, values: Values): string | undefined {
  try {
    const text = t(key, values)
    return text === key ? undefined : text
  } catch {
    // A sentence that needs a value the error does not carry: the plain English message says it all.
    return undefined
  }
}
