import { expect, test } from 'vitest'
import { foldText } from './fold-text.ts'

test('accents, case, half-spaces and kinds of letters and digits do not matter', () => {
  expect(foldText('Élettartam-ÉRTÉK')).toBe('elettartam-ertek')
  expect(foldText('مشتري‌هاي')).toBe(foldText('مشتریهای'))
  expect(foldText('۱۲٣')).toBe('123')
})
