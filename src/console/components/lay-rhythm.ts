const dayMs = 86_400_000

export type Rhythm = {
  ticks: { day: string; share: number }[]
  /** All places are shares (0–1) of the time between the first visit and `until`. */
  lastVisit: number
  /** Where the next visit was due; absent when that lies after `until` or no rhythm is known. */
  expected: number | undefined
  expectedOn: string
  firstDay: string
  silentDays: number
}

/** Lays visits out on a line that ends at `until`. Nothing when there was no visit. */
export function layRhythm(visits: readonly string[], until: string, usualGapDays: number | null): Rhythm | undefined {
  const days = [...new Set(visits)].sort()
  const firstDay = days[0]
  const lastDay = days.at(-1)
  if (firstDay === undefined || lastDay === undefined) return undefined
  const start = Date.parse(firstDay)
  const end = Math.max(Date.parse(until), Date.parse(lastDay))
  // A little air at both ends keeps the first and the last tick whole.
  const span = Math.max(end - start, 14 * dayMs) * 1.03
  const place = (time: number) => 0.012 + ((time - start) / span) * 0.988
  const dueAt = Date.parse(lastDay) + (usualGapDays ?? 0) * dayMs
  return {
    ticks: days.map((day) => ({ day, share: place(Date.parse(day)) })),
    lastVisit: place(Date.parse(lastDay)),
    expected: usualGapDays === null || dueAt > end ? undefined : place(dueAt),
    expectedOn: new Date(dueAt).toISOString().slice(0, 10),
    firstDay,
    silentDays: Math.round((end - Date.parse(lastDay)) / dayMs),
  }
}
