export type VisitGroup = { from: number; to: number | null; customers: number }

const edges = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30, 50]

/** One to nine visits each for itself, then ever wider groups: the tail of a histogram says nothing bar by bar. */
export function groupVisits(histogram: readonly { visits: number; customers: number }[]): VisitGroup[] {
  return edges
    .map((from, index) => {
      const next = edges[index + 1]
      const customers = histogram
        .filter((one) => one.visits >= from && (next === undefined || one.visits < next))
        .reduce((total, one) => total + one.customers, 0)
      return { from, to: next === undefined ? null : next - 1, customers }
    })
    .filter((_group, index, all) => all.slice(index).some((later) => later.customers > 0))
}

export function visitsLabel({ from, to }: VisitGroup, number: (value: number) => string): string {
  if (to === null) return `${number(from)}+`
  return to === from ? number(from) : `${number(from)}–${number(to)}`
}
