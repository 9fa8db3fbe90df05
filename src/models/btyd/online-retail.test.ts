import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countPurchases, expectedPurchases, fitBtyd, holdoutReport } from './index.ts'
import { readCustomers } from './testing/read-customers.ts'

const { x, tx, T, holdout } = readCustomers(
  readFileSync(join(import.meta.dirname, 'testing/online-retail.csv'), 'utf8'),
)
const { purchases } = countPurchases(x, tx, T)
const horizon = 181 / 7

test.each(['bg-nbd', 'mbg-nbd', 'pareto-nbd'] as const)(
  '%s sees that a shop shows no leaving, says so and predicts no worse than the plain rate',
  (name) => {
    const { model, predictor, p, logLikelihood, warnings } = fitBtyd(name, purchases)
    expect(model.name).toBe('nbd')
    expect(logLikelihood).toBeCloseTo(-13391.277, 2)
    expect(warnings.map(({ reason }) => reason)).toEqual(['no_dropout', 'begins_midway'])
    expect(p[0]).toBeCloseTo(0.74129, 4)
    expect(p[1]).toBeCloseTo(8.83148, 3)
    const alive = x.map(() => 1)
    const report = (by: typeof model) =>
      holdoutReport({
        x,
        alive,
        actual: holdout,
        expected: x.map((xi, i) => expectedPurchases(by, p, xi, tx[i] ?? 0, T[i] ?? 0, horizon)),
      })
    expect(report(model)).toMatchObject({
      predictedSum: expect.closeTo(6100.9, 1),
      actualSum: 6826,
      mae: expect.closeTo(1.4975, 4),
    })
    // "Repeat the calibration rate" comes to a mean error of 1.451, root mean square 2.2583.
    const used = report(predictor)
    expect(used.mae).toBeLessThan(1.4511)
    expect(used.rmse).toBeLessThan(2.2584)
  },
)
