export type Arm = { name: string; weight: number }

/**
 * The arm of a person: a hash of (experiment, person), so it is sticky without being stored, and independent between experiments.
 * Weights are any non-negative numbers; raising one moves people only where the cuts move. Undefined when all weights are 0.
 */
export function assignArm(experiment: string, person: string, arms: readonly Arm[]): string | undefined {
  const whole = arms.reduce((sum, arm) => sum + arm.weight, 0)
  const point = positionOf(experiment, person) * whole
  let upTo = 0
  let last: string | undefined
  for (const { name, weight } of arms) {
    if (weight <= 0) continue
    upTo += weight
    last = name
    if (point < upTo) return name
  }
  return last
}

/** Where a person stands in [0, 1) for an experiment; also for a global control group (`experiment` = its own salt). */
export function positionOf(experiment: string, person: string): number {
  // The length keeps ("ab", "c") apart from ("a", "bc").
  const text = new TextEncoder().encode(`${experiment.length}:${experiment}:${person}`)
  return murmur3(text) / 2 ** 32
}

/** MurmurHash3 x86 32 (Appleby, public domain), seed 0. */
function murmur3(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length & ~3
  let h = 0
  for (let i = 0; i < whole; i += 4) {
    h ^= scramble(view.getUint32(i, true))
    h = (h << 13) | (h >>> 19)
    h = (Math.imul(h, 5) + 0xe6546b64) | 0
  }
  let rest = 0
  for (let i = bytes.length - 1; i >= whole; i--) rest = (rest << 8) | (bytes[i] ?? 0)
  h ^= scramble(rest) ^ bytes.length
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function scramble(k: number): number {
  const mixed = Math.imul(k, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}
