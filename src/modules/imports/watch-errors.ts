import type { ImportProgress } from '#contract/imports'
import { DomainError } from '#platform/errors'

const looksAtRows = 10_000

/** Counts rows in error, and stops an import in which more than half of the first 10,000 cannot be read: then the mapping is wrong, not the rows. */
export function watchErrors(progress: ImportProgress): {
  add: (line: number, reason: string) => void
  check: () => void
  finish: () => void
} {
  const reasons = new Map<string, { rows: number; line: number }>()
  let decided = false
  const decide = () => {
    decided = true
    const { errors, rows } = progress
    const [most] = [...reasons].toSorted((a, b) => b[1].rows - a[1].rows)
    if (errors * 2 <= rows || most === undefined) return
    const [mostly, { line }] = most
    throw new DomainError(
      'invalid',
      'too_many_errors',
      `${errors} of the first ${rows} rows cannot be read, most of them for the reason ${mostly}, the first in line ${line}.`,
      { errors, rows, mostly, line },
    )
  }
  return {
    add(line, reason) {
      progress.errors++
      const known = reasons.get(reason)
      if (known) known.rows++
      else reasons.set(reason, { rows: 1, line })
    },
    check() {
      if (!decided && progress.rows >= looksAtRows) decide()
    },
    finish() {
      if (!decided) decide()
    },
  }
}
