import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  countPurchases,
  expectedPurchases,
  fitBtyd,
  holdoutReport,
  type ModelName,
  predictionError,
  probabilityAlive,
  trackingCurve,
} from './index.ts'
import { readCustomers } from './testing/read-customers.ts'

const { x, tx, T, holdout } = readCustomers(readFileSync(join(import.meta.dirname, 'testing/cdnow.csv'), 'utf8'))
const { purchases } = countPurchases(x, tx, T)

type Reference = {
  p: number[]
  logLikelihood: number
  predicted: number
  mae: number
  rmse: number
  active: number
  alive: number
  expected: number[]
}

// Maximum likelihood by independent programs (scipy) on the same customers.
const references: Record<ModelName, Reference> = {
  nbd: {
    p: [0.384766, 12.072023],
    logLikelihood: -9763.6576,
    predicted: 2929.82,
    mae: 1.04102,
    rmse: 1.85952,
    active: 0.7738,
    alive: 0.5,
    expected: [0.337, 1.213, 2.094, 2.971, 3.796, 4.681, 5.569, 9.398],
  },
  'bg-nbd': {
    p: [0.242595, 4.413602, 0.792922, 2.425907],
    logLikelihood: -9582.4292,
    predicted: 1653.41,
    mae: 0.78545,
    rmse: 1.60798,
    active: 0.7725,
    alive: 0.3158,
    expected: [0.225, 0.523, 1.044, 1.52, 2.164, 2.654, 3.504, 6.157],
  },
  'mbg-nbd': {
    p: [0.524843, 6.183085, 0.89136, 1.614003],
    logLikelihood: -9582.1357,
    predicted: 1576.73,
    mae: 0.76478,
    rmse: 1.60718,
    active: 0.7728,
    alive: 0.6866,
    expected: [0.185, 0.551, 1.049, 1.493, 2.104, 2.564, 3.361, 5.849],
  },
  'pareto-nbd': {
    p: [0.553277, 10.577683, 0.60624, 11.668732],
    logLikelihood: -9594.9762,
    predicted: 1665.51,
    mae: 0.75452,
    rmse: 1.60285,
    active: 0.7787,
    alive: 0.7262,
    expected: [0.138, 0.599, 1.196, 1.714, 2.398, 2.907, 3.819, 6.403],
  },
}

test.each(Object.entries(references) as [ModelName, Reference][])(
  '%s finds what independent programs find on CDNOW',
  (name, reference) => {
    const { model, p, ...fit } = fitBtyd(name, purchases)
    expect(model.name).toBe(name)
    expect(fit.warnings).toEqual([])
    expect(fit.logLikelihood).toBeCloseTo(reference.logLikelihood, 3)
    for (const [i, parameter] of reference.p.entries()) {
      expect(p[i]).toBeCloseTo(parameter, 3)
      // The log-likelihood bends enough for a standard error, and not more than the parameter is large.
      expect(fit.standardErrors?.[i]).toBeGreaterThan(0.01 * parameter)
      expect(fit.standardErrors?.[i]).toBeLessThan(parameter)
    }

    const expected = x.map((xi, i) => expectedPurchases(model, p, xi, tx[i] ?? 0, T[i] ?? 0, 39))
    const alive = x.map((xi, i) => probabilityAlive(model, p, xi, tx[i] ?? 0, T[i] ?? 0))
    const report = holdoutReport({ x, expected, alive, actual: holdout })
    expect(report.actualSum).toBe(1882)
    expect(Math.abs(report.predictedSum - reference.predicted)).toBeLessThan(0.01)
    expect(report.mae).toBeCloseTo(reference.mae, 4)
    expect(report.rmse).toBeCloseTo(reference.rmse, 4)
    expect(report.aucActive).toBeCloseTo(reference.active, 3)
    expect(report.aucAlive).toBeCloseTo(reference.alive, 3)
    expect(report.byFrequency.map((group) => group.frequency)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7+'])
    for (const [i, group] of report.byFrequency.entries())
      expect(group.expected).toBeCloseTo(reference.expected[i] ?? 0, 2)
  },
)

test('Pareto/NBD ranks who is still a customer', () => {
  const { model, p } = fitBtyd('pareto-nbd', purchases)
  const alive = x.map((xi, i) => probabilityAlive(model, p, xi, tx[i] ?? 0, T[i] ?? 0))
  expect(holdoutReport({ x, expected: alive, alive, actual: holdout }).aucAlive).toBeGreaterThan(0.72)
})

test('the tracking curve arrives at the purchases that were made', () => {
  const { model, p } = fitBtyd('pareto-nbd', purchases)
  const made = x.reduce((sum, xi) => sum + xi, 0)
  const curve = trackingCurve(model, p, purchases, [10, 20, Math.max(...T), 78])
  expect(curve).toEqual([...curve].sort((a, b) => a - b))
  expect(Math.abs((curve[2] ?? 0) / made - 1)).toBeLessThan(0.05)
})

test('the error of a prediction is the one of the parameter where the prediction is the parameter', () => {
  const fit = fitBtyd('pareto-nbd', purchases)
  for (const [i, error] of (fit.standardErrors ?? []).entries())
    expect((predictionError(fit, (p) => p[i] ?? 0) ?? 0) / error).toBeCloseTo(1, 4)
})

test('the unit of time changes the times alone', () => {
  const days = countPurchases(
    x,
    tx.map((weeks) => weeks * 7),
    T.map((weeks) => weeks * 7),
  ).purchases
  const [inWeeks, inDays] = [fitBtyd('pareto-nbd', purchases), fitBtyd('pareto-nbd', days)]
  const [r = 0, alpha = 0, s = 0, beta = 0] = inWeeks.p
  for (const [i, parameter] of [r, alpha * 7, s, beta * 7].entries())
    expect((inDays.p[i] ?? 0) / parameter).toBeCloseTo(1, 4)
})
