import { covarianceOf, hessianOf, minimise } from '#models/optimise'
import { ModelProblem } from '#models/problem'
import { type GammaGammaFit, likelihoodOf, type Spending } from './model.ts'

const box = 14
const fewest = 3
/** From here on customers, or the purchases of one, differ by less than a hundredth: twice as much would fit as well. */
const alike = 1e4

/** Fits p, q and γ by maximum likelihood from several starts; warns where customers do not differ or the fit hits a boundary. */
export function fitGammaGamma(all: Spending): GammaGammaFit {
  const { x, z } = repeaters(all)
  if (x.length < fewest)
    throw new ModelProblem(
      'too_few_repeaters',
      `Only ${x.length} customers with purchases of a value: too few to learn from.`,
    )
  // In units of the mean the search starts near where it ends, whatever the currency.
  const unit = z.reduce((sum, value) => sum + value, 0) / z.length
  const logLikelihood = likelihoodOf({ x, z: z.map((value) => value / unit) })
  const clamp = (part: number) => Math.min(box, Math.max(-box, part))
  const objective = (at: Float64Array) => {
    const [p = 0, q = 0, gamma = 0] = at.map((part) => Math.exp(clamp(part)))
    const outside = at.reduce((sum, part) => sum + Math.max(0, Math.abs(part) - box) ** 2, 0)
    return outside - logLikelihood(p, q, gamma)
  }
  const starts = [
    [1, 2, 1],
    [5, 4, 0.7],
    [0.5, 10, 10],
    [20, 5, 0.2],
  ].map((start) => start.map(Math.log))
  const ranked = starts.sort((a, b) => objective(Float64Array.from(a)) - objective(Float64Array.from(b)))
  const [best] = ranked
    .slice(0, 2)
    .map((start) => minimise(objective, start, { tolerance: 1e-9 }))
    .sort((a, b) => a.value - b.value)
  const at = (best?.at ?? new Float64Array(3)).map(clamp)
  const [p = 0, q = 0, ofUnit = 0] = at.map(Math.exp)
  const gamma = ofUnit * unit
  const covariance = covarianceOf(hessianOf(objective, at))
  const errors = covariance && Float64Array.from([p, q, gamma], (part, i) => part * Math.sqrt(covariance[i]?.[i] ?? 0))
  const isKnown = errors?.every((error, i) => error < 100 * ([p, q, gamma][i] ?? 0)) ?? false
  const correlation = correlationOf(x, z)
  const isInside = at.every((part) => Math.abs(part) < box - 0.01)
  const differ = Math.max(p, q) < alike
  return {
    p,
    q,
    gamma,
    logLikelihood: likelihoodOf({ x, z })(p, q, gamma),
    // Near the boundary the curvature is that of rounding errors.
    standardErrors: isKnown && isInside && differ ? errors : undefined,
    correlation,
    customers: x.length,
    warnings: warningsOf({ q, correlation, identified: isKnown && isInside, differ }),
  }
}

function repeaters({ x, z }: Spending): { x: Float64Array; z: Float64Array } {
  const kept = Array.from(x, (_, i) => i).filter((i) => (x[i] ?? 0) >= 1 && (z[i] ?? 0) > 0)
  return { x: Float64Array.from(kept, (i) => x[i] ?? 0), z: Float64Array.from(kept, (i) => z[i] ?? 0) }
}

function correlationOf(x: Float64Array, z: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [mx, mz] = [mean(x), mean(z)]
  let [both, ofX, ofZ] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const [dx, dz] = [(x[i] ?? 0) - mx, (z[i] ?? 0) - mz]
    both += dx * dz
    ofX += dx * dx
    ofZ += dz * dz
  }
  return ofX > 0 && ofZ > 0 ? both / Math.sqrt(ofX * ofZ) : 0
}

type Judged = { q: number; correlation: number; identified: boolean; differ: boolean }

function warningsOf(fit: Judged): GammaGammaFit['warnings'] {
  const warnings: GammaGammaFit['warnings'] = []
  if (!fit.identified)
    warnings.push({
      reason: 'not_identified',
      message: 'Customers hardly differ in what they spend, or too few are known: the parameters are not told apart.',
    })
  else if (!fit.differ)
    warnings.push({
      reason: 'alike',
      message:
        'Customers, or the purchases of one, hardly differ in value: a larger p or q would fit as well, so there are no standard errors; expected values still hold.',
    })
  if (fit.q <= 1)
    warnings.push({ reason: 'heavy_tail', message: 'q is 1 or less: the mean over all customers has no finite value.' })
  if (Math.abs(fit.correlation) > 0.3)
    warnings.push({
      reason: 'not_independent',
      message: `How often and how much go together (correlation ${fit.correlation.toFixed(2)}), which the model leaves aside.`,
    })
  return warnings
}
