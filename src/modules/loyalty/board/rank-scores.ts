type Scored = { memberId: string; nickname: string; score: number }

/**
 * Places by score, the best first. Who has as much as another shares the place, and as many places behind it stay free (1, 2, 2, 4);
 * among those the order says nothing, so it is that of their names. Pure.
 */
export function rankScores<T extends Scored>(scored: T[]): (T & { place: number; isShared: boolean })[] {
  const sorted = scored.toSorted((a, b) => b.score - a.score || a.nickname.localeCompare(b.nickname, 'en'))
  const first = new Map<number, number>()
  const times = new Map<number, number>()
  for (const [i, { score }] of sorted.entries()) {
    if (!first.has(score)) first.set(score, i + 1)
    times.set(score, (times.get(score) ?? 0) + 1)
  }
  return sorted.map((one) => ({
    ...one,
    place: first.get(one.score) ?? 0,
    isShared: (times.get(one.score) ?? 0) > 1,
  }))
}
