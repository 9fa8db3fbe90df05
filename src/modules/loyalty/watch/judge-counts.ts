import type { OutlierKind } from '#contract/loyalty-oversight-words'
import type { TillCounts } from './till-counts.ts'

/** Fewer deeds than these say nothing. */
const enough = 20
/** So many standard errors are no accident: among ten people one in seventy times in a month. */
const far = 3

/** In what each stands out from all the others together, upwards; in order of `all`. */
export function judgeCounts(all: TillCounts[]): OutlierKind[][] {
  return all.map((own) => {
    const others = all.filter((one) => one !== own)
    const found: OutlierKind[] = others.length === 0 ? [] : compared(own, sumOf(others))
    if (own.topGuest >= 10 && own.topGuest >= own.deeds / 4) found.push('same_guest')
    return found
  })
}

type Sums = Omit<TillCounts, 'key' | 'tills' | 'guests' | 'topGuest'>

function compared(own: Sums, others: Sums): OutlierKind[] {
  const kinds: [OutlierKind, boolean][] = [
    [
      'undone',
      own.undone >= 3 && isMore(own.undone, own.deeds + own.undone, others.undone, others.deeds + others.undone),
    ],
    ['offline', own.offline >= 5 && isMore(own.offline, own.deeds, others.offline, others.deeds)],
    ['stamps', gaveMore(own, others)],
    ['amount', typedMore(own, others)],
  ]
  return kinds.flatMap(([kind, stands]) => (stands ? [kind] : []))
}

/** Two shares, pooled. */
function isMore(count: number, of: number, otherCount: number, otherOf: number): boolean {
  if (of < enough || otherOf < enough) return false
  const pooled = (count + otherCount) / (of + otherOf)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / of + 1 / otherOf))
  return error > 0 && (count / of - otherCount / otherOf) / error >= far
}

/** Stamps at once: as many as the others gave would be a Poisson count. */
function gaveMore(own: Sums, others: Sums): boolean {
  if (own.stampDeeds < enough || others.stampDeeds < enough) return false
  const expected = (others.stamps / others.stampDeeds) * own.stampDeeds
  return own.stamps >= expected * 1.3 && (own.stamps - expected) / Math.sqrt(expected) >= far
}

/** Purchases that are typed in, by their logarithms. */
function typedMore(own: Sums, others: Sums): boolean {
  if (own.purchases < enough || others.purchases < enough) return false
  const usual = others.logSum / others.purchases
  const spread = Math.sqrt(Math.max(0, others.logSquares / others.purchases - usual ** 2))
  const above = own.logSum / own.purchases - usual
  // Half as much again, at least: with many purchases a trifle is certain, too.
  return above >= Math.log(1.5) && above >= (far * spread) / Math.sqrt(own.purchases)
}

function sumOf(all: TillCounts[]): Sums {
  const sum = (name: keyof Sums): number => all.reduce((total, one) => total + one[name], 0)
  return {
    deeds: sum('deeds'),
    stampDeeds: sum('stampDeeds'),
    stamps: sum('stamps'),
    points: sum('points'),
    purchases: sum('purchases'),
    purchasesMinor: sum('purchasesMinor'),
    logSum: sum('logSum'),
    logSquares: sum('logSquares'),
    rewards: sum('rewards'),
    undone: sum('undone'),
    offline: sum('offline'),
  }
}
