import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ArmSums,
  addUpArm,
  adjustForHistory,
  assignArm,
  bayesTest,
  checkShares,
  correctPValues,
  daysNeeded,
  detectableEffect,
  type Effect,
  estimateEffect,
  type Moments,
  momentsOf,
  peopleNeeded,
  positionOf,
  powerOf,
  sequentialTest,
  tTest,
} from './index.ts'

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })
const person = fc.tuple(value, value)
const people = fc.array(person, { minLength: 2, maxLength: 40 })
const sums = (rows: [number, number][]) =>
  addUpArm(
    rows.map(([metric]) => metric),
    rows.map(([, pre]) => pre),
  )
const effects = fc.record<Effect>({
  expected: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
  variance: fc.double({ min: 1e-9, max: 1e6, noNaN: true }),
  degreesOfFreedom: fc.double({ min: 1, max: 1e6, noNaN: true }),
  n: fc.integer({ min: 4, max: 1e7 }),
})

describe('tests of an effect', () => {
  it('never gives NaN, whatever the people', () => {
    fc.assert(
      fc.property(people, people, (a, b) => {
        for (const pair of [
          [momentsOf(sums(a), 'mean'), momentsOf(sums(b), 'mean')] as const,
          adjustForHistory(sums(a), sums(b)),
        ])
          for (const scale of ['absolute', 'relative'] as const) {
            const effect = estimateEffect(pair[0], pair[1], scale)
            if (typeof effect === 'string') continue
            const { risk, ...bayes } = bayesTest(effect)
            const results = [tTest(effect), sequentialTest(effect), bayes].flatMap((result) =>
              Object.values(result).flat(),
            )
            for (const figure of [...results, ...risk]) expect(Number.isFinite(figure)).toBe(true)
          }
      }),
    )
  })

  it('has the sequential interval outside the fixed one, and a surer one outside a less sure', () => {
    fc.assert(
      fc.property(effects, (effect) => {
        const large = { ...effect, degreesOfFreedom: 1e6 }
        const width = ({ ci: [low, high] }: { ci: [number, number] }) => high - low
        expect(width(sequentialTest(large))).toBeGreaterThan(width(tTest(large)))
        for (const test of [tTest, sequentialTest, bayesTest])
          expect(width(test(effect, 0.01))).toBeGreaterThan(width(test(effect, 0.05)))
      }),
    )
  })

  it('rejects exactly when 0 is outside the interval', () => {
    fc.assert(
      fc.property(effects, (effect) => {
        for (const test of [tTest, sequentialTest]) {
          const { p, ci } = test(effect)
          if (Math.abs(p - 0.05) > 1e-9) expect(p < 0.05).toBe(ci[0] > 0 || ci[1] < 0)
        }
      }),
    )
  })

  it('does not change when the unit of the metric does', () => {
    fc.assert(
      fc.property(people, people, fc.constantFrom(0.01, 7, 1000), (a, b, unit) => {
        const scaled = (rows: [number, number][]) => rows.map(([metric, pre]): [number, number] => [metric * unit, pre])
        const before = estimateEffect(momentsOf(sums(a), 'mean'), momentsOf(sums(b), 'mean'), 'relative')
        const after = estimateEffect(momentsOf(sums(scaled(a)), 'mean'), momentsOf(sums(scaled(b)), 'mean'), 'relative')
        if (typeof before === 'string' || typeof after === 'string') return
        const tolerance = 1e-6 * (Math.abs(before.expected) + Math.sqrt(before.variance))
        expect(Math.abs(after.expected - before.expected)).toBeLessThanOrEqual(tolerance)
      }),
    )
  })

  it('says in a word what cannot be compared', () => {
    const arm = (metric: number[]) => momentsOf(addUpArm(metric), 'mean')
    expect(estimateEffect(arm([1]), arm([1, 2]), 'absolute')).toBe('too_few_people')
    expect(estimateEffect(arm([1, 1]), arm([1, 1]), 'absolute')).toBe('no_variation')
    expect(estimateEffect(arm([-1, 1]), arm([1, 2]), 'relative')).toBe('control_is_zero')
  })

  it('sees a small spread around a large mean, with and without the time before', () => {
    const [near, far] = [0, -1e9].map((from) => {
      const [control, arm] = [0, 1].map((better) => {
        const metric = Array.from({ length: 200 }, (_, i) => from + (i % 7) + better)
        return addUpArm(
          metric,
          metric.map((value, i) => 3e9 + value - from + (i % 3)),
        )
      }) as [ArmSums, ArmSums]
      return [[momentsOf(control, 'mean'), momentsOf(arm, 'mean')] as const, adjustForHistory(control, arm)].map(
        ([of, to]) => estimateEffect(of as Moments, to as Moments, 'absolute') as Effect,
      )
    }) as [Effect[], Effect[]]
    for (const [i, effect] of far.entries()) {
      expect(effect.expected).toBeCloseTo(near[i]?.expected ?? Number.NaN, 5)
      expect(effect.variance).toBeCloseTo(near[i]?.variance ?? Number.NaN, 6)
    }
  })

  it('draws the posterior to the prior, and to the data with a wide one', () => {
    const effect = { expected: 2, variance: 1, degreesOfFreedom: 100, n: 102 }
    expect(bayesTest(effect, 0.05, { mean: 0, variance: 1 }).expected).toBeCloseTo(1, 12)
    expect(bayesTest(effect, 0.05, { mean: 0, variance: 1e12 }).chance_to_win).toBeCloseTo(
      bayesTest(effect).chance_to_win,
      9,
    )
  })
})

describe('CUPED', () => {
  it('never makes the variance of the two arms together larger', () => {
    fc.assert(
      fc.property(people, people, (a, b) => {
        // θ is that of both arms as one group, so it is there that it cannot do harm.
        const all = sums([...a, ...b])
        const [, together] = adjustForHistory(all, { ...all, pre: { sum: 0, sumSquares: 0, products: 0, ...all.pre } })
        expect(together.variance).toBeLessThanOrEqual(momentsOf(all, 'mean').variance * (1 + 1e-9) + 1e-9)
      }),
    )
  })

  it('leaves no variance when the past tells everything, and changes nothing when it tells nothing', () => {
    const told = sums([1, 2, 3, 4].map((x): [number, number] => [2 * x, x]))
    expect(adjustForHistory(told, told)[0].variance).toBeCloseTo(0, 9)
    const untold = sums([1, 2, 3, 4].map((x): [number, number] => [x, 5]))
    expect(adjustForHistory(untold, untold)[0]).toEqual(momentsOf(untold, 'mean'))
  })
})

describe('several arms', () => {
  it('orders the corrections: raw ≤ Benjamini–Hochberg ≤ Holm ≤ Bonferroni ≤ 1, whatever the order of arms', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }), (ps) => {
        const corrected = correctPValues(ps)
        for (const [i, p] of ps.entries()) {
          const { benjaminiHochberg, holm, bonferroni } = corrected[i] ?? {
            benjaminiHochberg: -1,
            holm: -1,
            bonferroni: -1,
          }
          expect(p).toBeLessThanOrEqual(benjaminiHochberg * (1 + 1e-12))
          expect(benjaminiHochberg).toBeLessThanOrEqual(holm * (1 + 1e-12))
          expect(holm).toBeLessThanOrEqual(bonferroni)
          expect(bonferroni).toBeLessThanOrEqual(1)
        }
        expect(correctPValues([...ps].reverse())).toEqual(corrected.reverse())
      }),
    )
  })

  it('corrects the textbook’s example', () => {
    const corrected = correctPValues([0.01, 0.04, 0.03, 0.005])
    expect(corrected.map(({ holm }) => Number(holm.toFixed(6)))).toEqual([0.03, 0.06, 0.06, 0.02])
    expect(corrected.map(({ benjaminiHochberg }) => Number(benjaminiHochberg.toFixed(6)))).toEqual([
      0.02, 0.04, 0.04, 0.02,
    ])
  })

  it('finds a broken split and lets a sound one pass', () => {
    expect(checkShares([21306, 21307], [1, 1]).mismatch).toBe(false)
    expect(checkShares([10_000, 10_600], [1, 1]).mismatch).toBe(true)
    expect(checkShares([9_000, 1_010], [0.9, 0.1]).p).toBeGreaterThan(0.5)
    expect(checkShares([5], [1]).p).toBe(1)
  })
})

describe('planning', () => {
  it('knows the textbook’s number: 5 % against 6 %', () => {
    expect(peopleNeeded({ variance: 0.055 * 0.945, effect: 0.01 })).toBeGreaterThan(16_000)
    expect(peopleNeeded({ variance: 0.055 * 0.945, effect: 0.01 })).toBeLessThan(16_500)
    expect(daysNeeded(1000, 100)).toBe(14)
    expect(daysNeeded(1000, 0)).toBeUndefined()
  })

  it('finds the effect it planned for with the power it planned, and more people find smaller effects', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (variance, effect, share) => {
          const plan = { variance, effect, share }
          const n = peopleNeeded(plan) ?? 0
          expect(powerOf(n, plan)).toBeGreaterThanOrEqual(0.8 - 1e-9)
          expect(detectableEffect(n, plan)).toBeLessThanOrEqual(effect * (1 + 1e-9))
          expect(powerOf(2 * n, plan)).toBeGreaterThanOrEqual(powerOf(n, plan))
        },
      ),
    )
    expect(peopleNeeded({ variance: 1, effect: 0 })).toBeUndefined()
  })
})

describe('assignment', () => {
  const arms = [
    { name: 'control', weight: 1 },
    { name: 'a', weight: 1 },
    { name: 'b', weight: 2 },
  ]

  it('is sticky, and keeps to the weights', () => {
    const counts = new Map<string, number>()
    for (let i = 0; i < 40_000; i++) {
      const arm = assignArm('welcome', `person-${i}`, arms) ?? 'none'
      expect(assignArm('welcome', `person-${i}`, arms)).toBe(arm)
      counts.set(arm, (counts.get(arm) ?? 0) + 1)
    }
    const observed = arms.map(({ name }) => counts.get(name) ?? 0)
    expect(checkShares(observed, [1, 1, 2]).p).toBeGreaterThan(0.001)
  })

  it('is uniform over ids that differ by little, and independent between experiments', () => {
    const cells = new Array<number>(100).fill(0)
    for (let i = 0; i < 50_000; i++) {
      const cell = Math.floor(positionOf('one', String(i)) * 10) * 10 + Math.floor(positionOf('two', String(i)) * 10)
      cells[cell] = (cells[cell] ?? 0) + 1
    }
    expect(checkShares(cells, new Array<number>(100).fill(1)).p).toBeGreaterThan(0.001)
  })

  it('leaves people where they are when only what comes after their arm changes', () => {
    const split = (weight: number) => [
      { name: 'control', weight: 0.1 },
      { name: 'a', weight },
      { name: 'b', weight: 0.9 - weight },
    ]
    for (let i = 0; i < 1000; i++)
      if (assignArm('x', `${i}`, split(0.3)) === 'control') expect(assignArm('x', `${i}`, split(0.5))).toBe('control')
    expect(assignArm('x', 'anybody', [{ name: 'only', weight: 0 }])).toBeUndefined()
  })

  it('tells experiment and person apart', () => {
    expect(positionOf('ab', 'c')).not.toBe(positionOf('a', 'bc'))
    expect(positionOf('a', 'b:c')).not.toBe(positionOf('a:b', 'c'))
  })
})
