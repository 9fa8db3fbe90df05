import type { TillFiguresAnswer } from '#contract/loyalty-oversight'
import type { OutlierKind } from '#contract/loyalty-oversight-words'
import { findNames } from '#modules/workspaces'
import { atReportDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { readCurrency } from '../reports/read-currency.ts'
import { judgeCounts } from './judge-counts.ts'
import { countTills, type TillCounts } from './till-counts.ts'

/** What was done at the tills of a programme in the last days, by shop and by who served, and who stands out. */
export async function readTillFigures(deps: LoyaltyDeps, place: Place, days: number): Promise<TillFiguresAnswer> {
  return await atReportDesk(deps, place, async (desk) => {
    const since = desk.now
      .toZonedDateTimeISO(desk.zone)
      .startOfDay()
      .subtract({ days: days - 1 })
      .toInstant()
    const [shops, staff] = [await countTills(desk, 'shop', since), await countTills(desk, 'person', since)]
    const names = await findNames(
      desk.tx,
      staff.flatMap(({ key }) => key ?? []),
    )
    return {
      currency: await readCurrency(desk),
      days,
      shops: judged(shops).map(({ key, ...figures }) => ({ shop: key, ...figures })),
      staff: judged(staff).map(({ key, tills, ...figures }) => ({
        personId: key ?? '',
        name: names.get(key ?? '') ?? null,
        ...figures,
      })),
    }
  })
}

type Judged = Omit<TillCounts, 'stampDeeds' | 'logSum' | 'logSquares' | 'topGuest'> & { outliers: OutlierKind[] }

function judged(all: TillCounts[]): Judged[] {
  const outliers = judgeCounts(all)
  return all.map(({ stampDeeds, logSum, logSquares, topGuest, ...figures }, i) => ({
    ...figures,
    outliers: outliers[i] ?? [],
  }))
}
