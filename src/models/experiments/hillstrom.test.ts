import { describe, expect, it } from 'vitest'
import {
  type ArmSums,
  adjustForHistory,
  bayesTest,
  estimateEffect,
  momentsOf,
  type Scale,
  sequentialTest,
  tTest,
} from './index.ts'
import reference from './testing/hillstrom.reference.json' with { type: 'json' }

type Metric = { sum: number; sumSquares: number; sumProductsWithHistory?: number }
type Sums = { n: number; history: Metric } & Record<string, Metric | number>
type Figures = Record<string, number | number[]>

const statistics = reference.sufficientStatistics as unknown as Record<string, Sums>
const cases = Object.entries(reference.results as unknown as Record<string, Record<string, Figures>>)

function sumsOf(arm: string, name: string): ArmSums {
  const sums = statistics[arm]
  const metric = sums?.[name]
  if (!sums || typeof metric !== 'object') throw new Error(`${arm} has no ${name}`)
  const { sum, sumSquares, sumProductsWithHistory: products = 0 } = metric
  return { n: sums.n, sum, sumSquares, pre: { ...sums.history, products } }
}

describe('Hillstrom’s e-mail test, as an independent program reckons it', () => {
  it.each(cases)('%s', (name, expected) => {
    const [, metric = '', scale = ''] = name.split(' | ')
    const [column = '', kind = ''] = metric.split(' ')
    const control = sumsOf('No E-Mail', column)
    const arm = sumsOf('Mens E-Mail', column)
    const how = kind === 'prop' ? 'proportion' : 'mean'
    const pair = kind.startsWith('cuped')
      ? adjustForHistory(control, arm)
      : ([momentsOf(control, how), momentsOf(arm, how)] as const)
    const effect = estimateEffect(pair[0], pair[1], scale as Scale)
    if (typeof effect === 'string') throw new Error(effect)
    const found: Record<string, Figures> = {
      t: tTest(effect),
      sequential5000: sequentialTest(effect),
      bayes: bayesTest(effect),
    }
    for (const [test, figures] of Object.entries(expected))
      for (const [field, wanted] of Object.entries(figures)) {
        const figure = [found[test]?.[field] ?? Number.NaN].flat()
        for (const [i, one] of [wanted].flat().entries())
          expect(Math.abs((figure[i] ?? Number.NaN) - one)).toBeLessThan(1e-12)
      }
    // What the independent program prints as 0 is small here, and not 0.
    expect(tTest(effect).p).toBeGreaterThan(0)
  })
})
