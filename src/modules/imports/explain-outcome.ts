import type { ImportProgress } from '#contract/imports'
import type { ImportProblem } from './imports.repo.ts'
import type { ImportKind } from './reading/index.ts'

type Explained = Required<ImportProblem>

/** Why nothing of what was read can be used; undefined when something can. */
export function whyNothing({ rows, rowsUsed, refundRows, skipped }: ImportProgress): Explained | undefined {
  if (rowsUsed + refundRows > 0) return undefined
  const [mostly = 'none'] = Object.entries(skipped).toSorted((a, b) => b[1] - a[1])[0] ?? []
  const message = `None of the ${rows} rows can be used; most were left out for the reason ${mostly}.`
  return { reason: 'nothing_usable', message, details: { rows, mostly } }
}

/** Why a file of orders that was read to its end brings no purchase; undefined when it does, or holds something else. */
export function whyNoPurchase(kind: ImportKind, progress: ImportProgress): Explained | undefined {
  if (kind !== 'orders' || progress.orders > 0) return undefined
  const { rows, refunds } = progress
  return (
    whyNothing(progress) ??
    (refunds > 0
      ? { reason: 'only_refunds', message: 'There are refunds in this file and no purchase.', details: { refunds } }
      : { reason: 'only_cancelled', message: 'Every order in this file was cancelled.', details: { rows } })
  )
}
