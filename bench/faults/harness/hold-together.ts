import type { Checked } from './check-data.ts'
import type { Load } from './raw-loader.ts'

/** Nothing acknowledged is lost or there twice, and both engines tell the same. */
export const holdsTogether = ({ lost, duplicates, differences }: Checked): boolean =>
  lost === 0 && duplicates === 0 && differences.length === 0

export const checkedFigures = ({ lost, duplicates, differences }: Checked): Record<string, number> => ({
  lost,
  duplicates,
  differences: differences.length,
})

/** Whether all that was turned away was told to come again later, and by nothing but the statuses that say so. */
export function judgeRefusals(
  refused: ReadonlyMap<number, number>,
  withoutRetryAfter: number,
  allowed: readonly number[],
): { areFair: boolean; figures: Record<string, string | number> } {
  const others = [...refused].filter(([status]) => !allowed.includes(status))
  const told = allowed.reduce((sum, status) => sum + (refused.get(status) ?? 0), 0)
  return {
    areFair: others.length === 0 && withoutRetryAfter === 0,
    figures: {
      [`answers ${allowed.join(' or ')}`]: told,
      'without Retry-After': withoutRetryAfter,
      'other refusals': others.map(([status, n]) => `${n} × ${status}`).join(', ') || 'none',
    },
  }
}

/** Of a load that waits for its answers. */
export const judgeLoad = (load: Pick<Load, 'refused' | 'withoutRetryAfter'>) =>
  judgeRefusals(load.refused, load.withoutRetryAfter, [503])
