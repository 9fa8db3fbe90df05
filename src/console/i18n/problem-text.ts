import { ApiError } from '../api/problem.ts'
import type { I18n } from './use-i18n.ts'

/** What went wrong, in the words of the person's language; the server's own sentence when we have none. */
export function problemText(error: unknown, { t }: Pick<I18n, 't'>): string {
  if (!(error instanceof ApiError)) return t('console.problem.unknown')
  const key = `console.problem.${error.reason}`
  const known = t(key)
  if (known !== key) return known
  return error.message === '' ? t('console.problem.unknown') : error.message
}
