import { covarianceOf, hessianOf, minimise } from '#models/optimise'
import { ModelProblem } from '#models/problem'
import { bgNbd, mbgNbd } from './bg-nbd.ts'
import { logLikelihood, type Model, type ModelName } from './model.ts'
import { nbd } from './nbd.ts'
import { paretoNbd } from './pareto-nbd.ts'
import { groupPurchases, type Purchases } from './purchases.ts'
import { beginsMidway, repeatRate } from './repeat-rate.ts'
import { beganMidway, noDropout, type Warning, warningsOf } from './warnings.ts'

const models: Record<ModelName, Model> = { nbd, 'bg-nbd': bgNbd, 'mbg-nbd': mbgNbd, 'pareto-nbd': paretoNbd }

export type BtydFit = {
  /** The model whose parameters these are: NBD where the one asked for fell back. */
  model: Model
  asked: ModelName
  /** What to predict with: the model, or after a fallback on a log that begins midway the plain rate (parameters ignored). */
  predictor: Model
  p: Float64Array
  logLikelihood: number
  /** One a parameter; undefined when the data do not tell the parameters apart. */
  standardErrors: Float64Array | undefined
  /** Of the logarithms of the parameters; undefined with the standard errors. */
  covariance: number[][] | undefined
  warnings: Warning[]
}

/** Triples the search works on first, and at most: more are grouped, so that a million customers fit in seconds. */
const coarse = 400
const fine = 8_000
const finest = 50_000
const box = 12
/** Leaving is not seen in the data when it adds less than this to the log-likelihood. */
const noGain = 0.05

/**
 * Fits a model by maximum likelihood: the best two of several starts, on logarithms of the parameters within a box.
 * Where the customers show no leaving (the fit runs to the boundary and equals the NBD) the NBD is returned with a warning.
 * Throws ModelProblem where there is nothing to learn: nobody came back, or no time went by. `groups` are the triples that are told
 * apart at most, `withErrors: false` leaves the standard errors out: both make it quicker.
 */
export function fitBtyd(
  name: ModelName,
  purchases: Purchases,
  { groups = finest, withErrors = true }: { groups?: number; withErrors?: boolean } = {},
): BtydFit {
  const [bought, watched] = [weighted(purchases.x, purchases), weighted(purchases.T, purchases)]
  if (!(watched > 0)) throw new ModelProblem('no_time', 'No time has passed since the first purchases (every T is 0).')
  if (!(bought > 0))
    throw new ModelProblem('no_repeats', 'Nobody has bought a second time yet, so there is no rhythm to learn.')
  const smallest = groupPurchases(purchases, groups)
  const finer = groupPurchases(smallest, Math.min(groups, fine))
  const layers = {
    all: withErrors ? purchases : smallest,
    finest: smallest,
    fine: finer,
    coarse: groupPurchases(finer, coarse),
  }
  const simple = search(nbd, layers, bought / watched, watched / purchases.customers)
  const described = (model: Model, found: Found, warnings: Warning[]) =>
    describe(model, name, found, { data: finer, warnings, withErrors })
  if (name === 'nbd') return described(nbd, simple, [])
  const model = models[name]
  const found = search(model, layers, bought / watched, watched / purchases.customers)
  if (found.logLikelihood - simple.logLikelihood >= noGain) return described(model, found, [])
  const midway = beginsMidway(purchases)
  const fit = described(nbd, simple, midway ? [noDropout, beganMidway] : [noDropout])
  return midway ? { ...fit, predictor: repeatRate(purchases) } : fit
}

type Layers = { all: Purchases; finest: Purchases; fine: Purchases; coarse: Purchases }
type Found = { p: Float64Array; logLikelihood: number; atEdge: number[] }

function search(model: Model, layers: Layers, rate: number, age: number): Found {
  const units = Float64Array.from(model.parameterNames, (_, i) => (model.times.includes(i) ? age : 1))
  const parametersAt = (at: Float64Array) =>
    at.map((part, i) => (units[i] ?? 1) * Math.exp(Math.min(box, Math.max(-box, part))))
  const objectiveOf = (data: Purchases) => (at: Float64Array) => {
    let outside = 0
    for (const part of at) outside += Math.max(0, Math.abs(part) - box) ** 2
    return outside - logLikelihood(model, parametersAt(at), data)
  }
  const rough = objectiveOf(layers.coarse)
  const starts = model.starts(rate, age).map((p) => Float64Array.from(p, (part, i) => Math.log(part / (units[i] ?? 1))))
  const ranked = starts.map((at) => ({ at, value: rough(at) })).sort((a, b) => a.value - b.value)
  const [best] = ranked
    .slice(0, 2)
    .map(({ at }) => minimise(rough, at, { tolerance: 1e-6 }))
    .sort((a, b) => a.value - b.value)
  const rest = best?.at ?? new Float64Array(model.parameterNames.length)
  const middling = minimise(objectiveOf(layers.fine), rest, {
    tolerance: 1e-9,
    most: 150,
    covariance: covarianceOf(hessianOf(rough, rest)),
  })
  // What grouping has moved the fit by, one or two steps put right.
  const polished =
    layers.finest === layers.fine
      ? middling
      : minimise(objectiveOf(layers.finest), middling.at, {
          most: 18,
          covariance: covarianceOf(hessianOf(objectiveOf(layers.fine), middling.at)),
        })
  const p = parametersAt(polished.at)
  const atEdge = [...polished.at].flatMap((part, i) => (Math.abs(part) >= box - 0.01 ? [i] : []))
  return { p, logLikelihood: logLikelihood(model, p, layers.all), atEdge }
}

type Told = { data: Purchases; warnings: Warning[]; withErrors: boolean }

function describe(model: Model, asked: ModelName, found: Found, { data, warnings, withErrors }: Told): BtydFit {
  const { p, logLikelihood: reached } = found
  const fit = { model, asked, predictor: model, p, logLikelihood: reached }
  if (!withErrors) return { ...fit, standardErrors: undefined, covariance: undefined, warnings }
  const at = found.p.map(Math.log)
  const covariance = covarianceOf(hessianOf((point) => -logLikelihood(model, point.map(Math.exp), data), at))
  // The delta method takes the error of the logarithm to that of the parameter.
  const errors = covariance && found.p.map((part, i) => part * Math.sqrt(covariance[i]?.[i] ?? 0))
  const standardErrors = errors?.every((error, i) => error < 100 * (found.p[i] ?? 0)) ? errors : undefined
  const more = warningsOf({ model, p: found.p, standardErrors, atEdge: found.atEdge, customers: data.customers })
  return { ...fit, standardErrors, covariance: standardErrors && covariance, warnings: [...warnings, ...more] }
}

function weighted(values: Float64Array, { count }: Purchases): number {
  return values.reduce((sum, value, i) => sum + value * (count[i] ?? 0), 0)
}
