import type { Model } from './model.ts'

/** What a reader must know before trusting the fit; `reason` is for programs. */
export type Warning = { reason: string; message: string }

const few = 100

export const noDropout: Warning = {
  reason: 'no_dropout',
  message:
    'The purchases show no sign of customers leaving for good: the fit runs to the boundary without dropout, where it equals the NBD. Fell back to the NBD; everybody counts as alive.',
}

export const beganMidway: Warning = {
  reason: 'begins_midway',
  message:
    'Many customers turn up right when the log begins, so they had bought before: their first purchase here is one of many. Predictions repeat the rate of the time watched, (x + 1) purchases in the longest T.',
}

export function warningsOf({
  model,
  p,
  standardErrors,
  atEdge,
  customers,
}: {
  model: Model
  p: Float64Array
  standardErrors: Float64Array | undefined
  atEdge: number[]
  customers: number
}): Warning[] {
  const warnings: Warning[] = []
  const names = (indices: number[]) => indices.map((i) => model.parameterNames[i]).join(', ')
  if (customers < few)
    warnings.push({
      reason: 'few_customers',
      message: `Only ${customers} customers: the parameters are rough guesses.`,
    })
  if (atEdge.length > 0)
    warnings.push({
      reason: 'boundary',
      message: `The fit runs to the boundary of what is searched (${names(atEdge)}): the customers hardly differ from each other in this respect, and only ratios of the parameters are known.`,
    })
  if (!standardErrors)
    warnings.push({
      reason: 'not_identified',
      message:
        'The data do not tell the parameters apart, so there are no standard errors; the predictions still hold.',
    })
  else {
    const vague = [...p].flatMap((part, i) => ((standardErrors[i] ?? 0) > part ? [i] : []))
    if (vague.length > 0)
      warnings.push({
        reason: 'uncertain',
        message: `Known to less than their own size: ${names(vague)}.`,
      })
  }
  return warnings
}
