import { ApiError } from '../api/problem.ts'
import type { I18n } from './use-i18n.ts'

/** What went wrong, for a person. The server answers in their language; only its absence needs words of our own. */
export function problemText(error: unknown, { t }: Pick<I18n, 't'>): string {
  if (error instanceof ApiError && error.status === 0) return t('console.problem.unreachable')
  return error instanceof ApiError && error.message !== '' ? error.message : t('console.problem.unknown')
}
