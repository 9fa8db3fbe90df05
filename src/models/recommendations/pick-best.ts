/**
 * The `most` items with the highest scores, best first; ties go to the lower item. Items marked 1 in `left` are left out.
 */
export function pickBest(scores: ArrayLike<number>, most: number, left?: Uint8Array): number[] {
  const best: number[] = []
  let floor = Number.NEGATIVE_INFINITY
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item] as number
    if (best.length === most && score <= floor) continue
    if (left?.[item] === 1) continue
    let at = best.length < most ? best.length : most - 1
    while (at > 0 && score > (scores[best[at - 1] as number] as number)) {
      best[at] = best[at - 1] as number
      at--
    }
    best[at] = item
    floor = scores[best[best.length - 1] as number] as number
  }
  return best
}
