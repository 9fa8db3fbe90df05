import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contrast, contrastOnPaper, readable, shapeContrast, textContrast } from './index.ts'

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

test('contrast is what WCAG says, whichever colour is named first', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.478, 3)
  expect(contrast('#ffffff', '#767676')).toBeCloseTo(4.542, 3)
})

test('a colour that can be read stays, any other becomes one that can, and not darker than needed', () => {
  expect(readable('#0b6e4f')).toBe('#0b6e4f')
  fc.assert(
    fc.property(colour, fc.constantFrom(textContrast, shapeContrast), (given, wanted) => {
      const better = readable(given, wanted)
      expect(contrastOnPaper(better)).toBeGreaterThanOrEqual(wanted)
      if (better !== given) expect(contrastOnPaper(better)).toBeLessThan(wanted + 0.3)
    }),
  )
})
