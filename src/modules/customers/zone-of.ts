import { sql } from 'kysely'
import { readTimeZone } from '#platform/clock'

const names = ['timezone', 'time_zone', 'timeZone'] as const

/** In which time zone somebody lives: the first of their traits that names one; the shop's where none does. */
export function zoneOf(traits: Record<string, unknown>, shopZone: string): string {
  for (const name of names) {
    const zone = readTimeZone(traits[name])
    if (zone !== undefined) return zone
  }
  return shopZone
}

/** Of a row `c` of `customers`: the traits that `zoneOf` reads and no others, as the text of an object, to group people by. */
export const zoneTraits = sql<string>`jsonb_build_object(${sql.raw(
  names.map((name) => `'${name}', c.traits -> '${name}'`).join(', '),
)})::text`
