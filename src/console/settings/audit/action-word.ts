import type { Translate } from '#platform/i18n'

/** What happened, in words; the code itself for what has none. */
export function actionWord(t: Translate, action: string): string {
  const key = `audit.action.${action.replace('.', '_')}`
  const word = t(key)
  return word === key ? action : word
}
