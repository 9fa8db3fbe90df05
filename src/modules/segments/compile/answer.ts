/** A condition as SQL: whether it holds, and when it may next change by time alone. */
export type Answer = {
  holds: string
  /** milliseconds of the person's next change (Int64), or null: only events change it */
  next: string | null
  /** the moment at which it may change for everybody, in milliseconds */
  flipsAt: number | null
}

/** Later than anything; ClickHouse compares it as Int64. */
export const never = '9000000000000000'

export const always = (holds: string): Answer => ({ holds, next: null, flipsAt: null })

export function combine(answers: Answer[], holds: string): Answer {
  const next = answers.flatMap((answer) => answer.next ?? [])
  const flips = answers.flatMap((answer) => answer.flipsAt ?? [])
  return {
    holds,
    next: next.length === 0 ? null : next.length === 1 ? (next[0] ?? null) : `least(${next.join(', ')})`,
    flipsAt: flips.length === 0 ? null : Math.min(...flips),
  }
}
