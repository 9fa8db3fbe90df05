import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldsOf, type Random, randomFrom, stratifiedFolds } from '#models/folds'
import { frameFromText } from '#models/frame'
import { consequencesOf, crossValidateUplift } from './index.ts'
import { cumulate, qiniOf, upliftAtTop } from './qini.ts'

function trial(people: number, lift: (x: number) => number, random: Random) {
  const rows = Array.from({ length: people }, () => {
    const [treated, x] = [random() < 0.5 ? 1 : 0, random()]
    return { treated, x, outcome: random() < 0.2 + treated * lift(x) ? 1 : 0 }
  })
  return {
    frame: frameFromText([
      { name: 'x', cells: rows.map(({ x }) => x.toFixed(3)) },
      { name: 'noise', cells: rows.map(() => random().toFixed(3)) },
    ]),
    treated: Float64Array.from(rows, ({ treated }) => treated),
    outcome: Float64Array.from(rows, ({ outcome }) => outcome),
    isBinary: true,
  }
}

test('a random order scores about 0 over many experiments', () => {
  const random = randomFrom(21)
  const scores = Array.from({ length: 400 }, () => {
    const { treated, outcome } = trial(500, (x) => 0.3 * x, random)
    return qiniOf(cumulate(Float64Array.from(treated, random), treated, outcome)).qini
  })
  const mean = scores.reduce((sum, value) => sum + value, 0) / scores.length
  const sd = Math.sqrt(scores.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (scores.length - 1))
  expect(Math.abs(mean)).toBeLessThan((3 * sd) / Math.sqrt(scores.length))
})

test('ranking by the true effect scores what theory says', () => {
  const random = randomFrom(8)
  const { frame, treated, outcome } = trial(200_000, (x) => 0.6 * x, random)
  const [x] = frame.columns
  const curve = cumulate(x?.kind === 'number' ? x.values : [], treated, outcome)
  // The best share s has a mean lift of 0.6 (1 − s/2): gain 0.6 (s − s²/2), area 0.2, less the half of 0.3.
  expect(qiniOf(curve).auuc).toBeCloseTo(0.2, 2)
  expect(qiniOf(curve).qini).toBeCloseTo(0.05, 2)
  expect(upliftAtTop(curve, 0.3)).toBeCloseTo(0.6 * 0.85, 1)
})

test('equal scores rank nobody, and a constant more for everybody changes nothing', () => {
  const person = fc.record({
    score: fc.nat(5),
    treated: fc.constantFrom(0, 1),
    outcome: fc.integer({ min: -9, max: 9 }),
  })
  fc.assert(
    fc.property(fc.array(person), (people) => {
      const [treated, outcome] = [people.map((each) => each.treated), people.map((each) => each.outcome)]
      expect(
        qiniOf(
          cumulate(
            people.map(() => 1),
            treated,
            outcome,
          ),
        ).qini,
      ).toBeCloseTo(0, 9)
      const scores = people.map(({ score }) => score)
      const { qini, auuc } = qiniOf(cumulate(scores, treated, outcome))
      expect(Number.isFinite(qini + auuc + upliftAtTop(cumulate(scores, treated, outcome), 0.3))).toBe(true)
      expect(
        qiniOf(
          cumulate(
            scores.map((score) => score ** 3),
            treated,
            outcome,
          ),
        ).qini,
      ).toBe(qini)
    }),
  )
})

test('without any difference between people no learner is preferred to chance', () => {
  const experiment = trial(2000, () => 0.1, randomFrom(3))
  const folds = foldsOf(stratifiedFolds([...experiment.treated], 5, 1))
  expect(crossValidateUplift(experiment, folds).best).toBe('random')
})

test('what follows from the treatment or the outcome is no feature', () => {
  const random = randomFrom(2)
  const rows = Array.from({ length: 2000 }, () => {
    const treated = random() < 0.5 ? 1 : 0
    const visited = random() < 0.2 + 0.2 * treated ? 1 : 0
    const bought = visited && random() < 0.4 ? 1 : 0
    const opened = treated && random() < 0.05 ? 'yes' : 'no'
    // Rare, so that chance may well leave one arm without it.
    const rare = treated && random() < 0.01 ? 1 : 0
    return { treated, visited, bought, spent: bought ? random() * 50 : 0, opened, rare, member: random() < 0.3 ? 1 : 0 }
  })
  const column = (name: 'visited' | 'spent' | 'opened' | 'rare' | 'member') => ({
    name,
    cells: rows.map((row) => String(row[name])),
  })
  const frame = frameFromText([column('visited'), column('spent'), column('opened'), column('rare'), column('member')])
  const of = (name: 'treated' | 'bought') => Float64Array.from(rows, (row) => row[name])
  expect(consequencesOf(frame, of('treated'), of('bought'))).toEqual(['visited', 'spent', 'opened'])
})

test('a fold without one arm: a clear sentence', () => {
  const experiment = trial(3, () => 0, randomFrom(1))
  expect(() => crossValidateUplift(experiment, foldsOf(Int32Array.of(0, 1, 2)))).toThrow(/lacks people of one arm/)
})
