import { expect, test } from 'vitest'
import { countPurchases, expectedPurchases, fitBtyd, probabilityAlive } from '#models/btyd'
import { addUpArm, estimateEffect, momentsOf, tTest } from '#models/experiments'
import { foldsOf, stratifiedFolds } from '#models/folds'
import { frameFromText } from '#models/frame'
import { buildLog } from '#models/recommendations'
import { fitRhythm, rhythmOf, stillComing } from '#models/rhythm'
import { areaUnderRoc, expectedCalibrationError } from '#models/scores'
import { crossValidateUplift } from '#models/uplift'
import { type BusinessEvent, type BusinessPlan, liveCustomer, makeBusiness } from './index.ts'

const dayMs = 86_400_000

const plan: BusinessPlan = {
  kind: 'cafe',
  language: 'en',
  customers: 4_000,
  days: 365,
  horizonDays: 90,
  until: Date.UTC(2026, 9, 1),
  seed: 11,
  prefix: '',
}

const visitDays = (events: BusinessEvent[]): number[] => [
  ...new Set(events.filter(({ body }) => body.event === 'Order Completed').map(({ at }) => Math.floor(at / dayMs))),
]

function lives(of: BusinessPlan) {
  const business = makeBusiness(of)
  const all = Array.from({ length: of.customers }, (_, index) => liveCustomer(business, index))
  return { business, all }
}

test('the same plan gives the same lives in any order, another seed gives others', () => {
  const business = makeBusiness(plan)
  const again = makeBusiness(plan)
  liveCustomer(again, 900)
  expect(liveCustomer(business, 7)).toEqual(liveCustomer(again, 7))
  expect(liveCustomer(makeBusiness({ ...plan, seed: 12 }), 7)).not.toEqual(liveCustomer(business, 7))
})

test('probability alive and own rhythm find who is really gone, and expect about as many visits as come', () => {
  const { all } = lives(plan)
  const end = Math.floor(plan.until / dayMs)
  const people = all
    .map(({ events, truth }) => ({ days: visitDays(events), truth }))
    .filter(({ days }) => days.length > 0)
  const x = people.map(({ days }) => days.length - 1)
  const tx = people.map(({ days }) => (days.at(-1) ?? 0) - (days[0] ?? 0))
  const T = people.map(({ days }) => end - (days[0] ?? 0))
  const fit = fitBtyd('pareto-nbd', countPurchases(x, tx, T).purchases)
  const alive = people.map((_, i) => probabilityAlive(fit.model, fit.p, x[i] ?? 0, tx[i] ?? 0, T[i] ?? 0))
  const really = people.map(({ truth }) => (truth.gone ? 0 : 1))
  const auc = areaUnderRoc(alive, really)
  const error = expectedCalibrationError(alive, really)
  const future = people.reduce((sum, { truth }) => sum + truth.futureVisits, 0)
  const expected = people.reduce(
    (sum, _, i) => sum + expectedPurchases(fit.model, fit.p, x[i] ?? 0, tx[i] ?? 0, T[i] ?? 0, plan.horizonDays),
    0,
  )
  const pauses = people.flatMap(({ days }) => days.slice(1).map((day, i) => day - (days[i] ?? 0)))
  const starts = [0]
  for (const { days } of people) starts.push((starts.at(-1) ?? 0) + days.length - 1)
  const silence = people.map(({ days }) => end - (days.at(-1) ?? 0))
  const rhythm = fitRhythm({ pauses, starts, silence })
  const still = people.map((_, i) =>
    stillComing(rhythmOf(rhythm, pauses, starts[i] ?? 0, starts[i + 1] ?? 0), silence[i] ?? 0),
  )
  const rhythmAuc = areaUnderRoc(still, really)
  expect(auc).toBeGreaterThan(0.85)
  expect(rhythmAuc).toBeGreaterThan(0.85)
  expect(error).toBeLessThan(0.1)
  expect(Math.abs(expected / future - 1)).toBeLessThan(0.25)
})

/** Everybody who takes part, with the visits during the experiment and what a shop knows of them by then. */
function trial(of: BusinessPlan) {
  const { business, all } = lives(of)
  const { begin, end } = business.experiment
  return all.flatMap(({ events, truth }) => {
    const days = visitDays(events.filter(({ at }) => at < begin))
    if (truth.arm === null || days.length === 0) return []
    const during = visitDays(events.filter(({ at }) => at >= begin && at < end)).length
    const traits = events.find(({ body }) => body.type === 'identify' && body.traits?.name)?.body.traits
    const silence = Math.floor(begin / dayMs) - (days.at(-1) ?? 0)
    return [{ truth, during, before: days.length, silence, way: String(traits?.joined_through) }]
  })
}

test('intervals of experiments hold the real effect about as often as they promise', () => {
  let covered = 0
  const rounds = 60
  for (let seed = 0; seed < rounds; seed++) {
    const people = trial({ ...plan, customers: 400, days: 200, seed: 1000 + seed })
    const [control, treated] = ['control', 'treated'].map((arm) =>
      momentsOf(addUpArm(people.filter(({ truth }) => truth.arm === arm).map(({ during }) => during)), 'mean'),
    )
    if (!control || !treated) throw new Error('no arms')
    const effect = estimateEffect(control, treated, 'absolute')
    if (typeof effect === 'string') throw new Error(effect)
    const { ci } = tTest(effect)
    const real = people.reduce((sum, { truth }) => sum + truth.upliftVisits, 0) / people.length
    if (ci[0] <= real && real <= ci[1]) covered++
  }
  // 95 % of 60, three standard errors less.
  expect(covered).toBeGreaterThanOrEqual(52)
})

test('uplift learners rank people better than chance, and not better than who knows the truth', () => {
  const people = trial({ ...plan, customers: 12_000 })
  const treated = Float64Array.from(people, ({ truth }) => (truth.arm === 'treated' ? 1 : 0))
  const outcome = Float64Array.from(people, ({ during }) => during)
  const folds = foldsOf(stratifiedFolds(treated, 4, 3))
  const cells = (of: (person: (typeof people)[number]) => string | number) => people.map((person) => String(of(person)))
  const known = frameFromText([
    { name: 'before', cells: cells(({ before }) => before) },
    { name: 'silence', cells: cells(({ silence }) => silence) },
    { name: 'way', cells: cells(({ way }) => way) },
  ])
  const oracle = frameFromText([{ name: 'uplift', cells: cells(({ truth }) => truth.upliftVisits.toFixed(4)) }])
  const learnt = crossValidateUplift({ frame: known, treated, outcome, isBinary: false }, folds)
  const best = crossValidateUplift({ frame: oracle, treated, outcome, isBinary: false }, folds)
  // Folds and few events: who knows the truth may by chance be a little behind.
  expect(learnt.learners.xLearner?.qini ?? 0).toBeLessThan(1.3 * (best.learners.xLearner?.qini ?? 0))
  expect(learnt.learners.xLearner?.qini ?? 0).toBeGreaterThan(2 * Math.abs(learnt.learners.random?.qini ?? 0))
  expect(learnt.learners.xLearner?.qini ?? 0).toBeGreaterThan(0)
})

test('what is really bought together is found next to each other', () => {
  const { business, all } = lives(plan)
  const place = new Map(business.products.map(({ id }, at) => [id, at]))
  const lines: { user: number; item: number; time: number }[] = []
  let orders = 0
  for (const { events } of all) {
    for (const { at, body } of events) {
      if (body.event !== 'Order Completed') continue
      // One order is one user, so that together means in one basket.
      const user = orders++
      for (const { product_id } of (body.properties?.products ?? []) as { product_id: string }[])
        lines.push({ user, item: place.get(product_id) ?? 0, time: at / dayMs })
    }
  }
  const log = buildLog({
    users: orders,
    items: business.products.length,
    user: Int32Array.from(lines, ({ user }) => user),
    item: Int32Array.from(lines, ({ item }) => item),
    time: Float64Array.from(lines, ({ time }) => time),
  })
  const pairs = business.products.flatMap(({ partners }, item) =>
    partners.map(({ product }) => [item, product] as const),
  )
  const lift = (a: number, b: number): number => {
    const usersOf = (item: number) =>
      new Set(log.itemUser.subarray(log.itemStart[item] ?? 0, log.itemStart[item + 1] ?? 0))
    const [first, second] = [usersOf(a), usersOf(b)]
    return ([...first].filter((user) => second.has(user)).length * orders) / (first.size * second.size)
  }
  const found = pairs.filter(([item, partner]) => {
    const ranked = business.products.map((_, other) => (other === item ? 0 : lift(item, other)))
    return ranked.filter((value) => value > (ranked[partner] ?? 0)).length < 3
  })
  expect(found.length).toBeGreaterThanOrEqual(Math.ceil(pairs.length * 0.8))
})
