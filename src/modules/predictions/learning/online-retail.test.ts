import { expect, test } from 'vitest'
import { historiesOf, readOnlineRetail } from '../testing/online-retail.ts'
import { learnShop } from './learn-shop.ts'

const histories = historiesOf(await readOnlineRetail())
const days = Array.from(histories.days)
const [firstDay, asOf] = [Math.min(...days), Math.max(...days) + 1]

test('who is active in the next 90 days: all candidates are compared, the best on the past is used', () => {
  const { report, fitted } = learnShop({ histories, firstDay, asOf, horizon: 90, window: 144 }, { progress: () => {} })
  const of = (model: string) => report.candidates.find((one) => one.model === model)
  // docs/models.md, “In the product”
  expect(of('rhythm')?.auc).toBeCloseTo(0.731, 2)
  expect(of('alive')?.auc).toBeCloseTo(0.727, 2)
  expect(of('blend')?.auc).toBeCloseTo(0.742, 2)
  const used = of(report.used ?? '')
  expect(used?.state).toBe('used')
  for (const other of report.candidates) expect(used?.logLoss).toBeLessThan((other.logLoss ?? 1) + 0.005)
  // Chosen a horizon earlier, held against the test day: the choice and its figures do not share a day.
  expect(report.test).toMatchObject({ on: '2011-09-11', chosenOn: '2011-06-13' })
  expect(report.test?.bands.reduce((total, { customers }) => total + customers, 0)).toBe(report.test?.customers)
  expect(fitted?.combination.weights.every(({ weight }) => weight >= 0)).toBe(true)
  expect(report.value?.test?.error).toBeLessThanOrEqual(report.value?.test?.errorOfRepeating ?? 0)
})
