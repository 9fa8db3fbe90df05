import type { JourneyDefinition, JourneyTrigger } from '#contract/journeys'
import { readTraitHistories, type TraitHistory, valuesThen } from '#modules/segments'
import type { Tx } from '#platform/postgres'
import { nextEntry, readZone } from './bring-in.ts'
import { dayOf, readDate } from './event-date.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import type { Entry } from './walk-past.ts'

type Stretch = { from: Temporal.Instant; until: Temporal.Instant }
type DateTrigger = Extract<JourneyTrigger, { kind: 'date' }>

const mostPeople = 200_000

/** Whoever had the date in the trait on the day itself, as far as was told by then, each on their day; days lie in the stretch. */
export async function dateEntries(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  definition: JourneyDefinition & { trigger: DateTrigger },
  stretch: Stretch,
): Promise<Entry[]> {
  const zone = await readZone(tx, workspaceId)
  const { trait } = definition.trigger
  const histories = await readTraitHistories(deps, tx, workspaceId, trait, { most: mostPeople })
  const momentsFor = dayFinder(definition, stretch, zone)
  return [...histories]
    .flatMap(([personId, history]) => {
      const moments = new Map<number, Temporal.Instant>()
      for (const value of everTold(history))
        for (const at of momentsFor(value))
          if (valuesThen(history, at).includes(value)) moments.set(at.epochMilliseconds, at)
      return [...moments.values()].map((at): Entry => ({ personId, key: '', at }))
    })
    .toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))
}

const everTold = ({ told, now }: TraitHistory): Set<unknown> =>
  new Set([...now, ...told.flatMap(({ values }) => values)])

/** The moments of the stretch at which a date begins the journey; people share days, which are worked out once. */
function dayFinder(
  definition: JourneyDefinition & { trigger: DateTrigger },
  { from, until }: Stretch,
  zone: string,
): (value: unknown) => Temporal.Instant[] {
  const { days, yearly } = definition.trigger
  const { year } = until.toZonedDateTimeISO(zone)
  const startOf = (date: Temporal.PlainDate): Temporal.Instant | undefined => {
    const midnight = date.add({ days }).toZonedDateTime(zone).toInstant()
    return nextEntry(definition, midnight.subtract({ nanoseconds: 1 }), zone)
  }
  // A date may lie up to a year before its day, or after it. The 29th of February is the 28th in other years.
  const datesOf = (date: Temporal.PlainDate): Temporal.PlainDate[] =>
    yearly ? [year - 2, year - 1, year, year + 1].map((one) => date.with({ year: one })) : [date]
  const known = new Map<string, Temporal.Instant[]>()
  return (value) => {
    const told = readDate(value, zone)
    if (told === undefined) return []
    const date = dayOf(told)
    const slot = yearly ? date.toString().slice(-5) : date.toString()
    const found =
      known.get(slot) ??
      datesOf(date).flatMap((one): Temporal.Instant[] => {
        const at = startOf(one)
        return at && Temporal.Instant.compare(at, from) > 0 && Temporal.Instant.compare(at, until) <= 0 ? [at] : []
      })
    known.set(slot, found)
    return found
  }
}
