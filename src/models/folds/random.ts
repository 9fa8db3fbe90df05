/** A number in [0, 1). */
export type Random = () => number

/** mulberry32 (Tommy Ettinger, public domain): small, fast, good enough to shuffle and to simulate. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** 0 … count − 1 in a random order (Fisher–Yates). */
export function shuffled(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const moved = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = moved
  }
  return order
}
