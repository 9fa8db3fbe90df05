import type { Candidate, PredictionModel, PredictionReport } from '#contract/predictions'
import { type Frame, selectRows } from '#models/frame'
import { ModelProblem } from '#models/problem'
import { areaUnderRoc, brierScore, expectedCalibrationError, logLoss } from '#models/scores'
import { type Classifier, classify, fitClassifier, type Learnt, stack } from './classifier.ts'
import { blend, type Combination, calibrate, combine, type Member, type Opinions } from './combine.ts'
import { type Cut, cutHistory } from './cut-history.ts'
import { frameOf, habitsOf } from './features.ts'
import type { LearnOrder } from './learn-shop.ts'
import { learnMoment, type Outlook, outlookOf } from './moment.ts'
import { chooseOrders, fitValue, type OrdersRule, ordersByRule, valueOfVisit } from './value.ts'

/** The shop as it was on a day, with what was learnt from no more than that. */
type Past = { cut: Cut; outlook: Outlook; frame: Frame; here: Int32Array; average: Float64Array }

export type Tested = {
  /** null: tested; else why not */
  reason: PredictionReport['reason']
  combination: Combination
  classifiers: Classifier[]
  candidates: Candidate[]
  orders: OrdersRule
  /**
   * On the test day, of those who were with the shop, by the candidate that would have been chosen a horizon before it
   * (`chosenOn`): no choice has seen these outcomes. Where the history does not reach so far it is the one used.
   */
  held: { risk: Float64Array; stayedAway: Float64Array; model: PredictionModel; chosenOn: number } | null
  value: NonNullable<PredictionReport['value']>['test']
  /** the customers that today's models learnt from, and what is said of their risk: to watch drift */
  learntFrom: { frame: Frame; risk: Float64Array } | null
}

const fewestHere = 50
const fewestEach = 15
const learning = { rows: 300, each: 60 }
const folds = 3
const order: PredictionModel[] = ['rhythm', 'alive', 'logistic', 'trees', 'blend']

/**
 * Foretells the shop's own past. The test day lies one horizon back, the day before it that teaches maps and weights another
 * one: everything known on the test day is from before it, as it would have been then. The simplest candidate is used unless
 * another's log loss on the test is lower by more than its standard error. How good that is cannot be read off the same day, so
 * the choice is made once more as it would have been a horizon earlier, and its forecast is held against the test day.
 */
export function backTest(asked: LearnOrder, step: (done: number) => void): Tested {
  const { asOf, horizon } = asked
  const test = pastOf(asked, asOf - horizon)
  if (!test) return untested('short_history')
  const labels = pick(test.cut.stayedAway, test.here)
  const stayed = sum(labels)
  if (labels.length < fewestHere) return untested('few_outcomes')
  if (stayed < fewestEach || labels.length - stayed < fewestEach) return untested('one_outcome')
  const teacher = pastOf(asked, asOf - 2 * horizon)
  step(1)
  const before = pastOf(asked, asOf - 3 * horizon)
  const { candidates, opinions, classifiers, taught, outcomes } = foretell(test, teacher, before)
  const measured = candidates.map((candidate) => measureCandidate(candidate, opinions, test, labels))
  const used = chooseBest(measured)
  const earlier = teacher && before && chooseEarlier(teacher, before, pastOf(asked, asOf - 4 * horizon))
  const held = measured.find(({ combination }) => combination.name === earlier)
  step(2)
  // For today the maps learn from both days, whose outcomes are known by now: one season alone would mislead.
  const members = new Set(used.combination.weights.map(({ member }) => member))
  const both = joinAll(pickAll(opinions, test.here), taught)
  const today = recombine(used.combination, both, Float64Array.from([...labels, ...outcomes]))
  const risk = combine(used.combination, opinions)
  const orders = chooseOrders(ordersByRule(test.cut, test.outlook, risk, horizon), test.cut.laterVisits)
  const missing = order
    .filter((name) => !measured.some((one) => one.combination.name === name))
    .map(
      (name): Candidate => ({ ...blank(name), state: name === 'blend' && teacher ? 'not_possible' : 'too_few_rows' }),
    )
  return {
    reason: null,
    combination: today,
    classifiers: classifiers.filter(({ name }) => members.has(name)).map(({ name }) => refit(name, test, teacher)),
    candidates: [
      ...measured.map((one): Candidate => ({ ...one.figures, state: one === used ? 'used' : 'loses' })),
      ...missing,
    ].sort((a, b) => order.indexOf(a.model) - order.indexOf(b.model)),
    orders: orders.rule,
    held: {
      risk: pick(combine((held ?? used).combination, opinions), test.here),
      stayedAway: labels,
      model: (held ?? used).combination.name,
      chosenOn: asOf - (held ? 2 : 1) * horizon,
    },
    value: valueTest(test, orders),
    learntFrom: { frame: selectRows(test.frame, test.here), risk: combine(today, pickAll(opinions, test.here)) },
  }
}

function untested(reason: Tested['reason']): Tested {
  return {
    reason,
    combination: { name: 'rhythm', offset: 0, weights: [{ member: 'rhythm', weight: 1 }] },
    classifiers: [],
    candidates: [],
    orders: { name: 'by_risk', scale: 1 },
    held: null,
    value: null,
    learntFrom: null,
  }
}

/** undefined where the shop had too little behind it by that day. */
function pastOf({ histories, firstDay, horizon, window }: LearnOrder, day: number): Past | undefined {
  if (day - firstDay < horizon / 2) return undefined
  const cut = cutHistory(histories, day, { horizon, window })
  if (cut.who.length < fewestHere) return undefined
  try {
    const outlook = outlookOf(learnMoment(cut), cut, horizon)
    const habit = habitsOf(histories, cut)
    const here = Int32Array.from([...cut.isHere.keys()].filter((row) => cut.isHere[row] === 1))
    return { cut, outlook, frame: frameOf(histories, cut, outlook.byRhythm, habit), here, average: habit.average }
  } catch (error) {
    if ((error as Error).name === ModelProblem.name) return undefined
    throw error
  }
}

/** What each candidate, as it could have been on the test day, says of everybody then. */
function foretell(test: Past, teacher: Past | undefined, before: Past | undefined) {
  const opinions: Opinions = { rhythm: test.outlook.byRhythm, alive: test.outlook.byAlive }
  const taught: Opinions = teacher
    ? { rhythm: pick(teacher.outlook.byRhythm, teacher.here), alive: pick(teacher.outlook.byAlive, teacher.here) }
    : {}
  const outcomes = teacher ? pick(teacher.cut.stayedAway, teacher.here) : new Float64Array()
  const classifiers: Classifier[] = []
  if (teacher && canLearn(outcomes)) {
    const lessons = lessonsOf(teacher, before)
    for (const name of ['logistic', 'trees'] as const) {
      const classifier = fitClassifier(name, lessons.frame, lessons.labels)
      classifiers.push(classifier)
      opinions[name] = classify(classifier, test.frame)
      taught[name] = unseen(name, lessons, teacher)
    }
  }
  const candidates: Combination[] = (['rhythm', 'alive'] as const).map((name) =>
    calibrate(name, taught[name] ?? new Float64Array(), outcomes),
  )
  for (const { name } of classifiers) candidates.push(calibrate(name, taught[name] ?? new Float64Array(), outcomes))
  const better = betterOf(taught, outcomes)
  const blended = canLearn(outcomes) ? blend(taught, ['rhythm', 'alive', ...better], outcomes) : undefined
  if (blended) candidates.push(blended)
  return { candidates, opinions, classifiers, taught, outcomes }
}

function canLearn(labels: Float64Array): boolean {
  const stayed = sum(labels)
  return labels.length >= learning.rows && stayed >= learning.each && labels.length - stayed >= learning.each
}

/** Of the learning models the one that did better on rows it had not seen joins the blend. */
function betterOf(taught: Opinions, outcomes: Float64Array): Learnt[] {
  const names = (['logistic', 'trees'] as const).filter((name) => taught[name])
  const loss = (name: Learnt) => logLoss(taught[name] ?? [], outcomes)
  return names.sort((a, b) => loss(a) - loss(b)).slice(0, 1)
}

type Lessons = { frame: Frame; labels: Float64Array; who: Int32Array; own: number }

/** Those with the shop on the teaching day, and on the day a horizon before it where the history reaches so far. */
function lessonsOf(teacher: Past, before: Past | undefined): Lessons {
  const own = selectRows(teacher.frame, teacher.here)
  const labels = pick(teacher.cut.stayedAway, teacher.here)
  const who = Int32Array.from(teacher.here, (row) => teacher.cut.who[row] ?? 0)
  if (!before) return { frame: own, labels, who, own: own.rows }
  return {
    frame: stack(own, selectRows(before.frame, before.here)),
    labels: Float64Array.from([...labels, ...pick(before.cut.stayedAway, before.here)]),
    who: Int32Array.from([...who, ...Array.from(before.here, (row) => before.cut.who[row] ?? 0)]),
    own: own.rows,
  }
}

/** What a classifier says of the teaching day's customers when it did not learn from them: by folds of customers. */
function unseen(name: Learnt, { frame, labels, who, own }: Lessons, teacher: Past): Float64Array {
  const said = new Float64Array(teacher.here.length)
  for (let fold = 0; fold < folds; fold++) {
    const learn = Int32Array.from([...who.keys()].filter((row) => (who[row] ?? 0) % folds !== fold))
    const ask = Int32Array.from([...who.keys()].filter((row) => row < own && (who[row] ?? 0) % folds === fold))
    const classifier = fitClassifier(name, selectRows(frame, learn), pick(labels, learn))
    const answers = classify(classifier, selectRows(frame, ask))
    for (let i = 0; i < ask.length; i++) said[ask[i] ?? 0] = answers[i] ?? 0.5
  }
  return said
}

function refit(name: Learnt, test: Past, teacher: Past | undefined): Classifier {
  const { frame, labels } = lessonsOf(test, teacher)
  return fitClassifier(name, frame, labels)
}

/** The same candidate with its map learnt anew. */
function recombine(combination: Combination, opinions: Opinions, labels: Float64Array): Combination {
  const { name, weights } = combination
  if (name !== 'blend') return calibrate(name, opinions[name] ?? new Float64Array(), labels)
  const members: Member[] = weights.map(({ member }) => member)
  return blend(opinions, members, labels) ?? combination
}

type Measured = { combination: Combination; figures: Candidate; losses: Float64Array }

function measureCandidate(combination: Combination, opinions: Opinions, test: Past, labels: Float64Array): Measured {
  const all = combine(combination, opinions)
  const risk = pick(all, test.here)
  return {
    combination,
    figures: {
      model: combination.name,
      state: 'loses',
      auc: areaUnderRoc(risk, labels),
      aucAll: areaUnderRoc(all, test.cut.stayedAway),
      logLoss: logLoss(risk, labels),
      brier: brierScore(risk, labels),
      calibrationError: expectedCalibrationError(risk, labels),
    },
    losses: Float64Array.from(risk, (p, i) => -Math.log(Math.max(1e-6, labels[i] === 1 ? p : 1 - p))),
  }
}

/** From the simplest on; a better one must be so by more than chance would make it. */
function chooseBest(measured: Measured[]): Measured {
  const [first, ...others] = measured
  if (!first) throw new Error('No candidate was measured')
  let best = first
  for (const other of others) {
    const gains = best.losses.map((loss, i) => loss - (other.losses[i] ?? 0))
    const gain = sum(gains) / gains.length
    const spread = Math.sqrt(gains.reduce((total, one) => total + (one - gain) ** 2, 0) / Math.max(1, gains.length - 1))
    if (gain > spread / Math.sqrt(gains.length)) best = other
  }
  return best
}

/** What would have been chosen on the teaching day by what was known then; undefined where it could not be told. */
function chooseEarlier(teacher: Past, before: Past, first: Past | undefined): PredictionModel | undefined {
  const labels = pick(teacher.cut.stayedAway, teacher.here)
  if (!hasBoth(labels)) return undefined
  const { candidates, opinions } = foretell(teacher, before, first)
  return chooseBest(candidates.map((candidate) => measureCandidate(candidate, opinions, teacher, labels))).combination
    .name
}

function hasBoth(labels: Float64Array): boolean {
  const stayed = sum(labels)
  return labels.length >= fewestHere && stayed >= fewestEach && labels.length - stayed >= fewestEach
}

function valueTest(test: Past, orders: ReturnType<typeof chooseOrders>): Tested['value'] {
  const value = fitValue(test.cut.visits, test.average)
  let [foretoldMinor, actualMinor] = [0, 0]
  for (let row = 0; row < test.cut.who.length; row++) {
    foretoldMinor +=
      (orders.foretold[row] ?? 0) * valueOfVisit(value, test.cut.visits[row] ?? 0, test.average[row] ?? 0)
    actualMinor += test.cut.laterRevenue[row] ?? 0
  }
  return {
    foretoldOrders: sum(orders.foretold),
    actualOrders: sum(test.cut.laterVisits),
    foretoldMinor: Math.round(foretoldMinor),
    actualMinor: Math.round(actualMinor),
    error: orders.error,
    errorOfRepeating: orders.errorOfRepeating,
  }
}

function blank(model: PredictionModel): Omit<Candidate, 'state'> {
  return { model, auc: null, aucAll: null, logLoss: null, brier: null, calibrationError: null }
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row] ?? 0)
}

function pickAll(opinions: Opinions, rows: Int32Array): Opinions {
  return Object.fromEntries(Object.entries(opinions).map(([name, values]) => [name, pick(values, rows)]))
}

/** One below the other; a member that one of them lacks is left out. */
function joinAll(a: Opinions, b: Opinions): Opinions {
  if (Object.keys(b).length === 0) return a
  return Object.fromEntries(
    Object.entries(a).flatMap(([name, values]) => {
      const more = b[name as Member]
      return more ? [[name, Float64Array.from([...values, ...more])]] : []
    }),
  )
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
