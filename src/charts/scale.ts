export type Scale = (value: number) => number

/** Maps [from, to] to [start, end]; an empty domain maps to the start instead of dividing by zero. */
export function linearScale(from: number, to: number, start: number, end: number): Scale {
  const span = to - from
  if (!Number.isFinite(span) || span === 0) return () => start
  return (value) => start + ((clamp(value, from, to) - from) / span) * (end - start)
}

export function clamp(value: number, low: number, high: number): number {
  if (!Number.isFinite(value)) return low
  return Math.min(Math.max(value, Math.min(low, high)), Math.max(low, high))
}

/** Round steps (1, 2, 2.5, 5 × 10ⁿ) from zero to at least `max`; the last tick is the top of the axis. */
export function axisTicks(max: number, wanted = 4): number[] {
  // Below the smallest normal number a step would round to nothing and the axis would never end.
  if (!Number.isFinite(max) || max < 1e-300) return [0, 1]
  const rough = max / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  const count = Math.ceil(max / step - 1e-9)
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}

/** Which of `count` labels to draw so that each has `room` pixels; the newest is always drawn. */
export function labelledIndexes(count: number, span: number, room: number): Set<number> {
  if (count === 0) return new Set()
  const fits = Math.max(1, Math.floor(span / room))
  const every = Math.max(1, Math.ceil(count / fits))
  const indexes = new Set<number>()
  for (let index = count - 1; index >= 0; index -= every) indexes.add(index)
  return indexes
}
