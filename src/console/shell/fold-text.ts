import { latinDigits } from '#platform/i18n'

/** For finding: without case and accents, with one form of Persian letters and digits. */
export function foldText(text: string): string {
  return latinDigits(text)
    .normalize('NFKD')
    .replaceAll(/[\p{M}\u200c\u0640]/gu, '')
    .replaceAll('ي', 'ی')
    .replaceAll('ك', 'ک')
    .toLocaleLowerCase()
    .trim()
}
