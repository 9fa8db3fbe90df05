import type { LocalTime } from './reading/index.ts'

const quarter = 15 * 60_000

/**
 * Turns wall-clock times of a zone into Unix milliseconds. The offset is looked up once per quarter of an hour, which no
 * zone's rules cut; a time that a spring night skipped is the one an hour later, as Temporal has it.
 */
export function instantReader(timeZone: string): (time: LocalTime) => number {
  const offsets = new Map<number, number>()
  return ({ local, offset }) => {
    const wall = Date.parse(`${local}Z`)
    if (offset !== undefined) return Date.parse(`${local}${offset}`)
    if (timeZone === 'UTC') return wall
    const key = Math.floor(wall / quarter)
    let shift = offsets.get(key)
    if (shift === undefined) {
      const plain = Temporal.PlainDateTime.from(new Date(key * quarter).toISOString().slice(0, 19))
      shift = key * quarter - plain.toZonedDateTime(timeZone).epochMilliseconds
      if (offsets.size > 50_000) offsets.clear()
      offsets.set(key, shift)
    }
    return wall - shift
  }
}
