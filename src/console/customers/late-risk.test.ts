import { expect, test } from 'vitest'
import { lateRisk, returnChance } from './late-risk.ts'

test('whoever is late but foretold to come is not shown as lost, and who is foretold to stay away is', () => {
  expect(lateRisk('low', 'high')).toBe('medium')
  expect(lateRisk('medium', 'high')).toBe('medium')
  expect(lateRisk('high', 'medium')).toBe('high')
})

test('without a forecast the silence itself tells', () => {
  expect(lateRisk(null, 'high')).toBe('high')
  expect(lateRisk(undefined, 'medium')).toBe('medium')
})

test('the chance to come back is the other side of the risk that stands beside it, and never certain', () => {
  expect(returnChance(0.31)).toBe(69)
  expect(returnChance(0.0149)).toBe(99)
  expect(returnChance(0.001)).toBe(99)
  expect(returnChance(1)).toBe(1)
})
