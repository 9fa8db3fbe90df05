import type { ImportRow } from '#contract/imports'
import type { Tone } from '../components/index.ts'

type Status = ImportRow['status']

export function isActive(status: Status): boolean {
  return ['queued', 'reading', 'writing', 'projecting', 'undoing'].includes(status)
}

/** A failed import may be corrected and started again, like one that was never started. */
export function isDraft(status: Status): boolean {
  return status === 'draft' || status === 'failed'
}

export function statusTone(status: Status): Tone {
  if (status === 'done') return 'good'
  if (status === 'failed') return 'now'
  return isActive(status) ? 'new' : 'quiet'
}
