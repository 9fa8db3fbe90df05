import fc from 'fast-check'
import { expect, test } from 'vitest'
import { logRank } from './index.ts'
import telco from './testing/telco.reference.json' with { type: 'json' }

const spellsOf = (group: keyof typeof telco.groups) =>
  telco.groups[group].spells.map(([time = 0, events = 0, censored = 0]) => ({ time, events, censored }))

test('telecom customers by contract: the reference’s χ²', () => {
  const found = logRank([spellsOf('Month-to-month'), spellsOf('One year'), spellsOf('Two year')])
  expect(found.chiSquare).toBeCloseTo(2352.873, 3)
  expect(found.df).toBe(2)
  expect(found.p).toBeLessThan(1e-300)
})

test('remission of leukaemia, 6-mercaptopurine against placebo (Freireich 1963): χ² 16.79', () => {
  const ended = (times: number[]) => times.map((time) => ({ time, events: 1, censored: 0 }))
  const watched = (times: number[]) => times.map((time) => ({ time, events: 0, censored: 1 }))
  const treated = [
    ...ended([6, 6, 6, 7, 10, 13, 16, 22, 23]),
    ...watched([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]),
  ]
  const placebo = ended([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23])
  const { chiSquare, p, groups } = logRank([treated, placebo])
  expect(chiSquare).toBeCloseTo(16.793, 3)
  expect(p).toBeCloseTo(4.17e-5, 7)
  expect(groups[0]?.expected).toBeCloseTo(19.251, 3)
})

const group = fc.array(fc.record({ time: fc.nat(12), events: fc.nat(4), censored: fc.nat(4) }), { maxLength: 8 })

test('the order of groups and the unit of time do not matter; what is expected adds up to what was; never NaN', () => {
  fc.assert(
    fc.property(fc.array(group, { maxLength: 4 }), (groups) => {
      const found = logRank(groups)
      const turned = logRank(
        [...groups].reverse().map((spells) => spells.map((one) => ({ ...one, time: one.time * 7 }))),
      )
      const sum = (of: 'observed' | 'expected') => found.groups.reduce((total, one) => total + one[of], 0)
      expect(turned.chiSquare).toBeCloseTo(found.chiSquare, 6)
      expect(turned.df).toBe(found.df)
      expect(sum('expected')).toBeCloseTo(sum('observed'), 8)
      expect(found.p).toBeGreaterThanOrEqual(0)
      expect(found.p).toBeLessThanOrEqual(1)
    }),
  )
})

test('groups alike are not told apart', () => {
  const one = [
    { time: 1, events: 2, censored: 1 },
    { time: 4, events: 3, censored: 0 },
  ]
  expect(logRank([one, one])).toMatchObject({ chiSquare: 0, df: 1, p: 1 })
  expect(logRank([one, []])).toMatchObject({ chiSquare: 0, df: 0, p: 1 })
})
