import type { ImportProgress } from '#contract/imports'
import { DomainError } from '#platform/errors'

const looksAtRows = 10_000

/** Counts rows in error, and stops an import in which more than half of the first 10,000 cannot be read: then the mapping is wrong, not the rows. */
export function watchErrors(progress: ImportProgress): {
  add: (reason: string) => void
  check: () => void
  finish: () => void
} {
  const reasons = new Map<string, number>()
  let decided = false
  const decide = () => {
    decided = true
    if (progress.errors * 2 <= progress.rows) return
    const [mostly = '', rows = 0] = [...reasons].toSorted((a, b) => b[1] - a[1])[0] ?? []
    throw new DomainError(
      'invalid',
      'too_many_errors',
      `${progress.errors} of the first ${progress.rows} rows cannot be read, most of them (${rows}) for the reason ${mostly}.`,
      { errors: progress.errors, rows: progress.rows, mostly },
    )
  }
  return {
    add(reason) {
      progress.errors++
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    },
    check() {
      if (!decided && progress.rows >= looksAtRows) decide()
    },
    finish() {
      if (!decided) decide()
    },
  }
}
