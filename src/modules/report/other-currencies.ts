import type { ShopReport } from '#contract/metrics'
import type { Words } from './words.ts'

/** How many orders are in other currencies than the report; empty when none are. */
export function otherCurrencies({ otherCurrencies: others }: ShopReport, { t, number, direction }: Words): string {
  const list = others.map(({ currency, orders }) => `${currency} ${number(orders)}`)
  return list.length === 0 ? '' : t('report.other_currencies', { list: list.join(direction === 'rtl' ? '، ' : ', ') })
}
