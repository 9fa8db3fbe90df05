import type { Condition } from '#contract/segments'

export function childrenOf(condition: Condition): Condition[] {
  if (condition.kind === 'not') return [condition.of]
  return 'of' in condition ? condition.of : []
}

export function asksForScores(condition: Condition): boolean {
  return condition.kind === 'risk' || condition.kind === 'score' || childrenOf(condition).some(asksForScores)
}

/** For what customers would want next, which is as of the last training, also when it is asked about the past. */
export function asksForLikings(condition: Condition): boolean {
  return condition.kind === 'would_like' || childrenOf(condition).some(asksForLikings)
}

/** The segments that a definition asks for. */
export function namedIn(condition: Condition): Set<string> {
  const own = condition.kind === 'in_segment' ? [condition.segmentId] : []
  return new Set([...own, ...childrenOf(condition).flatMap((child) => [...namedIn(child)])])
}

/** A condition and the definitions of all segments to which it leads. */
export function reachedBy(condition: Condition, find: (segmentId: string) => Condition | null): Condition[] {
  const seen = new Set<string>()
  const reached = [condition]
  // Grows while it is walked.
  for (const one of reached)
    for (const segmentId of namedIn(one)) {
      const definition = seen.has(segmentId) ? null : find(segmentId)
      seen.add(segmentId)
      if (definition) reached.push(definition)
    }
  return reached
}
