import { expect, test } from 'vitest'
import { layRuns } from './lay-runs.ts'

const texts = (line: string, base: 'ltr' | 'rtl') => layRuns(line, base).map(({ text }) => text)

test('Persian stands from right to left, and the numbers and Latin names in it from left to right', () => {
  expect(texts('۸ مهر، بعد یک جایزه', 'rtl')).toEqual([' مهر، بعد یک جایزه', '۸'])
  expect(texts('کارت شما در Corner Café', 'rtl')).toEqual(['Corner Café', 'کارت شما در '])
  expect(texts('تا ۱۲٫۵ درصد', 'rtl')).toEqual([' درصد', '۱۲٫۵', 'تا '])
  expect(texts('کارت \u2068Bo\u2069 است.', 'rtl')).toEqual([' است.', 'Bo', 'کارت '])
})

test('a Persian name in a Latin sentence stays where it belongs, and a half space parts no word', () => {
  expect(texts('Your card at کافه نادری, Anna', 'ltr')).toEqual(['Your card at ', 'کافه نادری', ', Anna'])
  expect(layRuns('می\u200cشود', 'rtl')).toEqual([{ text: 'می\u200cشود', direction: 'rtl' }])
  expect(texts('8 stamps', 'ltr')).toEqual(['8 stamps'])
})
