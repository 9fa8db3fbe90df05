import type { ShopReport } from '#contract/metrics'
import type { Words } from './words.ts'

/** What of the file is in no figure, and why; empty when all of it is. */
export function leftOut({ rows }: ShopReport, { t, number, direction }: Words): string {
  const list = Object.entries(rows.skipped)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${skippedName(reason, t)} ${number(count)}`)
  return list.length === 0 ? '' : t('report.rows_left_out', { list: list.join(direction === 'rtl' ? '، ' : ', ') })
}

function skippedName(reason: string, t: Words['t']): string {
  const key = `report.skipped.${reason}`
  const name = t(key)
  return name === key ? reason : name
}
