/** The Jalali calendar by its table of leap-year breaks (K. Borkowski, 1996), because not every browser has Temporal. */
export type JalaliDay = { year: number; month: number; day: number }

const breaks = [
  -61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060, 2097, 2192, 2262, 2324, 2394, 2456, 3178,
]
const dayMs = 86_400_000

/** `iso` is a Gregorian YYYY-MM-DD. */
export function toJalali(iso: string): JalaliDay {
  const days = Date.parse(`${iso}T00:00:00Z`) / dayMs
  const gregorianYear = Number(iso.slice(0, 4))
  let year = gregorianYear - 621
  let first = firstDay(year)
  if (days < first) {
    year -= 1
    first = firstDay(year)
  }
  const of = days - first
  if (of < 186) return { year, month: Math.floor(of / 31) + 1, day: (of % 31) + 1 }
  return { year, month: Math.floor((of - 186) / 30) + 7, day: ((of - 186) % 30) + 1 }
}

/** The Gregorian YYYY-MM-DD of a Jalali day; undefined when there is no such day. */
export function fromJalali({ year, month, day }: JalaliDay): string | undefined {
  if (month < 1 || month > 12 || day < 1 || day > jalaliMonthDays(year, month)) return undefined
  const of = month <= 6 ? (month - 1) * 31 : 186 + (month - 7) * 30
  return new Date((firstDay(year) + of + day - 1) * dayMs).toISOString().slice(0, 10)
}

export function jalaliMonthDays(year: number, month: number): number {
  if (month <= 6) return 31
  return month <= 11 ? 30 : firstDay(year + 1) - firstDay(year) - 336
}

/** Days from 1970-01-01 to the 1st of Farvardin. */
function firstDay(year: number): number {
  const gregorianYear = year + 621
  let leaps = -14
  let from = breaks[0] ?? 0
  let jump = 0
  for (const to of breaks.slice(1)) {
    jump = to - from
    if (year < to) break
    leaps += Math.floor(jump / 33) * 8 + Math.floor((jump % 33) / 4)
    from = to
  }
  const since = year - from
  leaps += Math.floor(since / 33) * 8 + Math.floor(((since % 33) + 3) / 4)
  if (jump % 33 === 4 && jump - since === 4) leaps += 1
  const gregorianLeaps =
    Math.floor(gregorianYear / 4) - Math.floor(((Math.floor(gregorianYear / 100) + 1) * 3) / 4) - 150
  return Date.UTC(gregorianYear, 2, 20 + leaps - gregorianLeaps) / dayMs
}
